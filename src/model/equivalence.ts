/** Rules under which two values of a field are the same. What each compares is in pipeline/equivalence.ts. */

export const equivalenceRules = {
  trim: 'white space at the ends counts for nothing',
  lines: 'line ends are the same, however they are written',
  spaces: 'any run of white space is one space, and none at the ends',
  unicode: 'a letter with its accent is the same as one character or as two',
  case: 'capital and small letters are the same',
  'round-3': 'amounts are the same where one is the other, rounded to 3 decimals',
  'round-2': 'amounts are the same where one is the other, rounded to 2 decimals',
  'round-1': 'amounts are the same where one is the other, rounded to 1 decimal',
  'round-0': 'amounts are the same where one is the other, rounded to a whole number',
  slug: 'the vendor may hang -x or a number at the end of an address that is taken',
  html: 'HTML that means the same, however its tags, quotes, entities and white space are written',
  'html-no-scripts': 'as html, and script elements count for nothing',
} as const

export type Equivalence = keyof typeof equivalenceRules

export function isEquivalence(name: string): name is Equivalence {
  return Object.hasOwn(equivalenceRules, name)
}
