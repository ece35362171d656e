/** A call takes no more letters than that as its arguments. */
const lettersAtOnce = 32_768;

export function toBase64(bytes: Uint8Array): string {
  let letters = "";
  for (let first = 0; first < bytes.length; first += lettersAtOnce) {
    letters += String.fromCharCode(...bytes.subarray(first, first + lettersAtOnce));
  }
  return btoa(letters);
}
