/** A browser tells nothing of batteries and of others who compute; the work here is over in seconds. */
export class Courtesy {
  restMs(): number {
    return 0;
  }
}
