/** A question and the passage that answers it, by index. */
export interface RetrievalQuestion {
  readonly text: string;
  readonly answer: number;
}

/** Three neighbours a subject, of which one answers: near enough to each other that a worse vector confuses them. */
export const passages: readonly string[] = [
  "To close a database connection safely, call close() in a finally block so that it runs after an error too.",
  "A database connection pool keeps several connections open so that requests need not wait for a new one.",
  "Opening a database connection takes a host, a port, a user name and a password.",
  "Passwords are stored as a salted hash; bcrypt and argon2 are slow on purpose.",
  "A password manager fills in passwords and makes a new one for every site.",
  "Two-factor authentication asks for a code besides the password.",
  "Vaccines train the immune system to recognise a pathogen without causing the disease.",
  "Antibiotics kill bacteria and do nothing against viruses.",
  "A fever is the body's way of slowing down an infection.",
  "Bread rises because yeast turns sugar into carbon dioxide, which the dough holds.",
  "Sourdough tastes sour because of the lactic acid that its bacteria make.",
  "Rye bread is dense because rye has little gluten.",
  "The Moon causes the tides: its gravity pulls the sea on the near side more than the Earth.",
  "A solar eclipse happens when the Moon passes between the Earth and the Sun.",
  "The Moon always shows the same face because it turns once an orbit.",
  "La sarcoïdose est une maladie qui forme des granulomes, le plus souvent dans les poumons.",
  "L'ostéoporose rend les os fragiles et augmente le risque de fracture.",
  "L'asthme est une inflammation chronique des bronches.",
  "function binarySearch(list, wanted) { let low = 0, high = list.length - 1; while (low <= high) { const middle = (low + high) >> 1; if (list[middle] === wanted) return middle; if (list[middle] < wanted) low = middle + 1; else high = middle - 1; } return -1; }",
  "function quicksort(list) { if (list.length < 2) return list; const [pivot, ...rest] = list; return [...quicksort(rest.filter((x) => x < pivot)), pivot, ...quicksort(rest.filter((x) => x >= pivot))]; }",
  "function sum(list) { return list.reduce((total, value) => total + value, 0); }",
  "Our flight was delayed by six hours, so the airline paid for a hotel room.",
  "Hand luggage may weigh eight kilograms and must fit under the seat.",
  "The train to the airport leaves every fifteen minutes from platform two.",
  "Interest on a mortgage is fixed for ten years; after that the bank may change it.",
  "A savings account pays less interest than a bond but can be emptied at any time.",
  "Inflation makes money worth less, so that a fixed rent becomes cheaper.",
  `${"The committee met on Tuesday and read the minutes of the last meeting. ".repeat(11)}The bridge over the canal will be closed from May until September for repairs.`,
  `${"The committee met on Tuesday and read the minutes of the last meeting. ".repeat(11)}The swimming pool will be heated again from November on.`,
  `${"The committee met on Tuesday and read the minutes of the last meeting. ".repeat(11)}The school needs two more teachers of mathematics.`,
];

export const questions: readonly RetrievalQuestion[] = [
  { text: "how do I make sure a connection to the database is closed after an exception", answer: 0 },
  { text: "reuse open connections for many requests", answer: 1 },
  { text: "how are passwords hashed", answer: 3 },
  { text: "what to use when I forget my logins", answer: 4 },
  { text: "how does a vaccine work", answer: 6 },
  { text: "medicine against a bacterial infection", answer: 7 },
  { text: "why does dough get bigger", answer: 9 },
  { text: "why is there high and low water at the coast", answer: 12 },
  { text: "why do we never see the far side of the moon", answer: 14 },
  { text: "maladie des poumons avec granulomes", answer: 15 },
  { text: "fragilité des os", answer: 16 },
  { text: "find the position of an element in a sorted array", answer: 18 },
  { text: "sort an array recursively", answer: 19 },
  { text: "how heavy may my bag on the plane be", answer: 22 },
  { text: "until when does the rate of my home loan stay the same", answer: 24 },
  { text: "when is the bridge shut", answer: 27 },
  { text: "shortage of maths teachers", answer: 29 },
];
