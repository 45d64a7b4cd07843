/** The pages of codes about files; see code-page.ts. */
import type { PagesOf } from './code-page.ts'

export const files: PagesOf<`E1${string}`> = {
  E1001: {
    why: 'The folder of the run, or of `-C`, is not a configuration.',
    remedy: 'Go to the folder, or name it with `-C`.',
    example: 'there is no butik.yaml in /srv/shops',
  },
  E1002: {
    why: 'It is a folder, or this user may not read it; also: a file of the command line (`-o`, `--report`, a saved plan) cannot be read or written; that is looked at before anything is done.',
    remedy: 'Look at the name and the rights.',
    example: 'the file cannot be read (EACCES)',
  },
  E1003: {
    why: 'More bytes than `limits.file`, 64,000,000 unless set; for a secret 65,536.',
    remedy: 'Split it, or raise `limits.file`.',
    example: 'the file has 71403122 bytes, and the limit is 64000000',
  },
  E1004: {
    why: 'A bracket or quote is open, a tab indents, or an alias names nothing.',
    remedy: 'Look at the line and the hint.',
    example: 'the YAML does not parse: unexpected end of the stream within a flow collection',
  },
  E1005: {
    why: 'YAML parsers differ in which one counts, so neither does.',
    remedy: 'Remove or rename one. The message has both places.',
    example: 'the key "own_id" occurs twice',
  },
  E1006: {
    why: 'For example two documents in a file, or a merge key.',
    remedy: 'See [what is accepted](yaml-subset.md).',
    example: 'a file holds one document',
  },
  E1007: {
    why: 'Aliases of aliases grow without end, or an alias stands inside what it names.',
    remedy: 'Write the values out.',
    example: 'the alias *j expands to too much',
  },
  E1008: {
    why: 'There are `!env NAME` and `!file path`.',
    remedy: 'Correct or remove it.',
    example: 'the tag !include is not known',
  },
  E1009: {
    why: 'Nothing outside the folder of `butik.yaml` is read, through links neither. Secrets may lie outside.',
    remedy: 'Copy the file into the folder.',
    example: 'the file "../shared/oak.html" lies outside the configuration folder',
  },
  E1010: {
    why: 'Paths are relative to the YAML file; for secrets to `butik.yaml`.',
    remedy: 'Correct the path.',
    example: 'the file "texts/oak-chair.html" does not exist',
  },
  E1011: {
    why: '`!env NAME` names a variable that is missing or empty.',
    remedy: 'Set it for this run. `butik validate` does not need it.',
    example: 'the environment variable SHOPORAMA_TOKEN is not set',
  },
  E1012: {
    why: 'Whoever reads the repository reads it.',
    remedy: 'Write `!env NAME`, and replace at the vendor what was committed.',
    example: 'the secret "token" of connection "shop" is written in plain text',
  },
  E1013: {
    why: '`requires` does not hold for this version, or is no range.',
    remedy: 'Install a version that fits, or change `requires`.',
    example: 'this configuration requires butik >=0.4, and this is butik 0.1.0',
  },
  E1014: {
    why: 'It was saved in another encoding.',
    remedy: 'Save it as UTF-8.',
    example: 'the file "texts/oak-chair.html" is not UTF-8 text',
  },
  E1101: {
    why: 'It is misspelt, or belongs elsewhere.',
    remedy: 'See the "did you mean", or [the fields](vendors/shoporama.md).',
    example: 'unknown key "dropship_mail"',
  },
  E1102: {
    why: 'For example a list where a text belongs, or `yes` for `true`.',
    remedy: 'Write the type that the message names.',
    example: '"is_online" must be true or false, not "maybe"',
  },
  E1103: {
    why: 'The field takes a fixed set.',
    remedy: 'Take one that the message names.',
    example: '"sort_order" must be normal, no_stock_last or random, not "nomal"',
  },
  E1104: {
    why: 'A product without `own_id`, for example.',
    remedy: 'Add it.',
    example: 'a product that is to be made needs the key "name"',
  },
  E1105: {
    why: 'A comma, an exponent, or a unit.',
    remedy: 'Write digits, with a point before decimals.',
    example: '"price" must be a plain decimal such as 1299.00, not "1.299,00"',
  },
  E1106: {
    why: 'Keys are letters, digits, `-` and `_`; dots join the keys of children.',
    remedy: 'Rename it.',
    example: '"chair.one" cannot be a key',
  },
  E1107: {
    why: 'For example a list for an attribute that is no variant.',
    remedy: 'See the message.',
    example: 'attribute width takes a whole number, not "wide"',
  },
  E1201: {
    why: 'No resource of that kind has the key; or no connection has the name.',
    remedy: 'See the "did you mean"; or write `{ id: 123 }` for an object outside the files.',
    example: 'there is no supplier "acmee"',
  },
  E1202: {
    why: "Category parents in a circle, for example. `related`, `bundle` and `canonical` may be circles. Also by the plan: a category below one that stays below it, because that one's `parent` is not written.",
    remedy: 'Remove one of the references; write the `parent` of both (`null`: a root).',
    example: 'a circle: chairs → furniture → chairs',
  },
  E1203: {
    why: 'The shop could not tell them apart: two products with one own_id, for example.',
    remedy: 'Give one of them another.',
    example: 'shop/product/oak-chair and shop/product/oak-stool share the own_id CH-001',
  },
  E1204: {
    why: 'The same key stands in two files.',
    remedy: 'Join the two, or rename one.',
    example: 'shop/product/oak-chair is declared twice',
  },
  E1205: {
    why: 'Several connections have that section.',
    remedy: 'Write `connection: NAME` at the top of the file.',
    example: '"products" could belong to "shop" and "outlet"',
  },
  E1206: {
    why: 'The section belongs to a vendor that no connection names.',
    remedy: 'Add a connection.',
    example: '"gateways" needs a connection to scanpay, and there is none',
  },
  E1207: {
    why: 'For example `brand` and `brand_name`, or `stock` beside `stock_settings`.',
    remedy: 'Keep one of them.',
    example: 'brand and brand_name both say which brand it is',
  },
  E1301: {
    why: 'No token, an address that is none, a number out of bounds; also: the url of a state in PostgreSQL.',
    remedy: 'See [the settings](vendors/shoporama.md#settings).',
    example: 'connection shop: url is not an http or https address',
  },
  E1401: {
    why: '`butik.yaml` has environments, and butik does not guess which shop is meant.',
    remedy: 'Give `-e NAME`; see [environments](../README.md#environments).',
    example: 'there is no environment "stagin"',
  },
  E1402: {
    why: 'It is misspelt, set in another environment only, or in a key; one that is `!env` or null stands alone.',
    remedy: 'See [variables](../README.md#variables); `$${` is the text `${`.',
    example: 'the variable "domain" cannot be !file',
  },
  E1501: {
    why: 'No right, no space, a link out of the folder, or a file of that name that is there already.',
    remedy: 'The message names the file and what was written; nothing is written by half.',
    example: 'products.yaml cannot be written: EACCES',
  },
  E1502: {
    why: 'An editor saved it while butik was at work.',
    remedy: 'Nothing was written; run the command again.',
    example: 'products.yaml was changed while butik was at work',
  },
  E1503: {
    why: '`butik fmt` was given another one, or what is pulled would go into a file that no run reads: what it declares would not be managed.',
    remedy: 'Name one that `resources` of `butik.yaml` covers, or a folder: `--into DIR` for what is pulled.',
    example: 'notes.yaml is no file of this configuration',
  },
  E1504: {
    why: 'It has a key with `?`, or would not say the same afterwards.',
    remedy: 'It is left as it was; write the place more plainly.',
    example: 'the file cannot be formatted: it would not say the same',
  },
  E1505: {
    why: 'The address is misspelt, or files and shop agree there.',
    remedy: '`butik drift` lists what has drifted.',
    example: 'nothing has drifted at shop/product/oak-chair#price',
  },
  E1506: {
    why: 'A value of the shop that no file may say, or that contradicts another.',
    remedy: 'Nothing was written; accept less at once, by `ADDRESS#FIELD`.',
    example: 'with what is taken the files would not be valid: categories.yaml:4:3: a circle: chairs → stools → chairs',
  },
  E1510: {
    why: 'The vendor shows nothing of what it has.',
    remedy: 'Declare its resources by hand, and tell the state their ids: `butik import ADDRESS ID`.',
    example: 'distribution-innovation shows nothing of what it has: delivery cannot be pulled',
  },
  E1511: {
    why: 'A file of that name is there with something else in it, and is no resource file of this configuration. Nothing was written.',
    remedy: 'Move it away, or `--into DIR`.',
    example: 'products.yaml is there already, with something else in it',
  },
  E1512: {
    why: 'The files that were about to be written have an error that no single resource explains. Nothing was written.',
    remedy: '`--exclude` leaves a resource out of what is pulled; the message names the place.',
    example: 'what was pulled does not read back as it is in the shop',
  },
  E1520: {
    why: 'It is misspelt; there is no such connection or kind; or an object would change its kind, its shop, or be moved without what it lives in.',
    remedy: 'Write `connection/kind/key`; see [moves, imports and mutes](moves.md).',
    example: 'connection "shop" has no kind "prodct"',
  },
  E1521: {
    why: 'Two lines of `moved` name one new address, or each other. Chains (a to b, b to c) are fine.',
    remedy: 'Take one of the lines out; keys that are exchanged need none.',
    example: 'shop/product/a and shop/product/b cannot both become shop/product/c',
  },
  E1522: {
    why: 'The files have a resource under the old address of a line of `moved`.',
    remedy: 'Take the resource under the old key out, or the line.',
    example: 'shop/product/oak-chair is still declared, and is said to have moved to shop/product/oak-armchair',
  },
  E1523: {
    why: 'The state has objects for both addresses: as a rule a plan between the two made a second one.',
    remedy: '`butik state forget` the address that is not meant, or take the line out.',
    example:
      'shop/product/oak-chair (id 12) cannot become shop/product/oak-armchair: shop/product/oak-armchair has id 13 already',
  },
  E1524: {
    why: 'It is no id of that kind, is there twice, or is of something that is only watched or lives inside another resource.',
    remedy: 'Put the line of `imports` right.',
    example: 'the id 123 is imported twice, by shop/supplier/acme too',
  },
  E1525: {
    why: 'The resource has another id in the state, or the id belongs to another address, or a write of it is in doubt.',
    remedy: 'See the hint: a line of `moved`, `butik state forget` or `butik state resolve`.',
    example: 'the id 123 is that of shop/supplier/fjord in the state',
  },
  E1526: {
    why: 'It was deleted, or the id is misspelt, or that of another shop: in `imports`, or given to `butik import` and never written to since. Nothing is made in its place, and nothing that refers to it is planned.',
    remedy:
      'Put the id right, or take the line out (`butik state forget ADDRESS` where there is none) and the next plan makes it.',
    example: 'the shop has no product with the id 123',
  },
  E1527: {
    why: '`until` is not a day that there is, or `field` is a part of a field.',
    remedy: 'Write a day such as `2026-12-31`, and the field as a whole.',
    example: '"2026-02-30" is not a day that there is',
  },
  E1540: {
    why: '`!csv` holds resources: it is the value of a section of a resource file.',
    remedy: 'Write `products: !csv products.csv`.',
    example: '!csv can only stand for a whole section',
  },
  E1541: {
    why: 'A quote inside a cell, one that is never closed, no heading, or two delimiters that it could be.',
    remedy: 'See [the text of a sheet](sheets.md#the-text).',
    example: 'the quote that is opened here is never closed',
  },
  E1542: {
    why: 'A heading that no field takes, a field or heading of `!csv` that there is not, or a heading twice: a misspelt column would be left out in silence.',
    remedy: 'Name it under `columns`, or list it under `ignore`; see [columns](sheets.md#columns).',
    example: 'products.csv has no column "Pris"',
  },
  E1543: {
    why: 'Two rows come to one key, or say two things of one resource.',
    remedy: 'Give each a key of its own; leave the cell of a further row empty.',
    example: 'two rows have the key "oak-chair"',
  },
  E1544: {
    why: 'Its cell is empty, or holds neither letters nor digits.',
    remedy: 'Fill it in; see [keys](sheets.md#keys).',
    example: 'no key can be made of "–"',
  },
  E1545: {
    why: '`1.299` is 1.299 to one spreadsheet and 1299 to another; or it is written otherwise than `decimal` says.',
    remedy: 'Say `decimal:` in `!csv`; see [cells](sheets.md#cells).',
    example: '"1.299" can be read in two ways',
  },
  E1546: {
    why: 'A text that holds the delimiter stands without quotes, or the row was cut.',
    remedy: 'Put the text in quotes, or save the sheet anew.',
    example: 'the row has 4 cells, and the heading has 5',
  },
  E1550: {
    why: 'A section, a field or a table that there is not.',
    remedy: 'See [the map](migrate.md#the-map).',
    example: 'map.yaml holds no map',
  },
  E1551: {
    why: 'A field that no object of the old shop has, or another kind.',
    remedy: 'See the "did you mean": field names are the vendor\'s own.',
    example: 'the source has no kind "produkt"',
  },
  E1552: {
    why: 'A migration is made once, and writes over nothing.',
    remedy: 'Name another folder with `--into`, or move the file away.',
    example: 'shop/products.yaml is there already, and a migration writes over nothing',
  },
  E1560: {
    why: 'The field is of one resource: it is found by it, or no two may have the same.',
    remedy: 'Write it in each resource; see [defaults](defaults.md).',
    example: 'own_id cannot have a default',
  },
  E1561: {
    why: 'Two files of one folder have a default for it: none of them is nearer.',
    remedy: 'Keep one of the two; the other place is in the message. See [defaults](defaults.md).',
    example: 'vat of products has two defaults in chairs',
  },
  E1562: {
    why: 'Which price holds on those days is not said. Campaigns count as sales of the products that they name.',
    remedy: 'Let one end before the other begins; see [sales](sales.md).',
    example: 'the sale from 2026-11-27 to 2026-11-30 shares days with another of the same resource',
  },
}
