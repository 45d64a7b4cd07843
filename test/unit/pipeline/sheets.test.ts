/** `!csv`: a sheet in the place of a section, read as if its rows were written in YAML. */
import { describe, expect, it } from 'vitest'
import { found, specs } from '../../support/sheets.ts'

const shop = `suppliers: { acme: { name: Acme } }
profiles:
  wood:
    name: Træ
    attributes:
      colour: { type: valuelist, name: Farve, is_variant: true, values: { oak: Eg, black: Sort } }
      width: { type: integer, name: Bredde }
      solid: { type: boolean, name: Massiv }
categories: { chairs: { name: Stole }, tables: { name: Borde } }
`

const danish = `products: !csv
  file: products.csv
  decimal: ","
  flags: [ja, nej]
  columns:
    own_id: Varenr
    name: Navn
    price: Pris
    is_online: Vis
    categories: Kategorier
    "attributes.colour": Farve
    profile: Profil
  ignore: [Note]
`

describe('a sheet', () => {
  it('has field names as headings unless it is told, and keys made of the natural key', async () => {
    const text = `own_id,name,price,is_online,stock,supplier\nCH-001,Egestol,1299.00,true,7,acme\n00123,"Bord, stort",,FALSE,,\n`
    const read = await found({ 'shop.yaml': `${shop}products: !csv data/products.csv\n`, 'data/products.csv': text })
    expect(read.said).toEqual([])
    expect(specs(read)).toEqual({
      'CH-001': {
        own_id: 'CH-001',
        name: 'Egestol',
        price: '1299',
        is_online: true,
        supplier: { ref: 'shop/supplier/acme' },
      },
      '00123': { own_id: '00123', name: 'Bord, stort', is_online: false },
    })
    expect(specs(read, 'stock')).toMatchObject({ 'CH-001': { sku: 'CH-001', stock: '7' } })
  })

  it('is read as its country writes, by a map of columns', async () => {
    const text = `\uFEFFVarenr;Navn;Pris;Vis;Kategorier;Farve;Profil;Note\r
CH-001;"Stol ""Eg""";1.299,00;ja;chairs | tables;oak|black;wood;x\r
ÆB 2;=1+1;1 099,5;NEJ;chairs;oak;wood;\r
;;;;;;;\r
X3;Skab;~;;~;~;wood;\r
`
    const read = await found({ 'shop.yaml': shop + danish, 'products.csv': text })
    expect(read.said).toEqual([])
    const value = (name: string) => ({ ref: `shop/profile_attribute_value/wood.colour.${name}` })
    const colour = (values: unknown) => [{ attribute: { ref: 'shop/profile_attribute/wood.colour' }, value: values }]
    const profile = { ref: 'shop/profile/wood' }
    expect(specs(read)).toEqual({
      'CH-001': {
        own_id: 'CH-001',
        name: 'Stol "Eg"',
        price: '1299',
        is_online: true,
        categories: [{ ref: 'shop/category/chairs' }, { ref: 'shop/category/tables' }],
        attributes: colour([value('oak'), value('black')]),
        profile,
      },
      'aeb-2': {
        own_id: 'ÆB 2',
        name: '=1+1',
        price: '1099.5',
        is_online: false,
        categories: [{ ref: 'shop/category/chairs' }],
        attributes: colour(value('oak')),
        profile,
      },
      X3: { own_id: 'X3', name: 'Skab', price: null, categories: [], attributes: colour(null), profile },
    })
  })

  it('holds variants in rows of one key, or in parts of one row', async () => {
    const head =
      'own_id;name;profile;attributes.colour;stock_settings.attribute;stock_settings.value;stock_settings.own_id;stock_settings.price;stock_settings.stock\n'
    const rows =
      'A;Stol;wood;oak|black;colour;oak;A-1;1299,50;7\nB;Bord;wood;oak;colour;oak;B-1;;\nA;;;;colour;black;A-2;;0\n'
    const parts =
      'A;Stol;wood;oak|black;colour|colour;oak|black;A-1|A-2;1299,50|;7|0\nB;Bord;wood;oak;colour;oak;B-1;;\n'
    const yaml = `${shop}products: !csv { file: products.csv, decimal: "," }\n`
    const byRows = await found({ 'shop.yaml': yaml, 'products.csv': head + rows })
    const byParts = await found({ 'shop.yaml': yaml, 'products.csv': head + parts })
    expect(byRows.said).toEqual([])
    expect(byParts.said).toEqual([])
    const specsOf = ({ desired }: typeof byRows) =>
      [...desired.resources.values()].map(({ address, spec }) => [address, spec])
    expect(specsOf(byParts)).toEqual(specsOf(byRows))
    const attribute = { ref: 'shop/profile_attribute/wood.colour' }
    expect(specs(byRows)['A']).toMatchObject({
      stock_settings: [
        { attribute, value: { ref: 'shop/profile_attribute_value/wood.colour.oak' }, own_id: 'A-1', price: '1299.5' },
        { attribute, value: { ref: 'shop/profile_attribute_value/wood.colour.black' }, own_id: 'A-2' },
      ],
    })
    expect(specs(byRows, 'stock')).toMatchObject({ 'A.colour.oak': { stock: '7' }, 'A.colour.black': { stock: '0' } })
  })

  it('fills fields of fields, attributes of every type, and butik’s own', async () => {
    const head =
      'own_id,name,profile,brand.id,attributes.width,attributes.solid,bulk_discount.over,bulk_discount.discount,butik.protect,images.url,images.description\n'
    const row = 'A,A,wood,12,40,true,5,12.5,true,https://a.example/1.jpg|https://a.example/2.jpg,|Bagfra\n'
    const read = await found({ 'shop.yaml': `${shop}products: !csv products.csv\n`, 'products.csv': head + row })
    expect(read.said).toEqual([])
    expect(specs(read)['A']).toMatchObject({
      brand: { id: '12' },
      attributes: [{ value: '40' }, { value: '1' }],
      bulk_discount: { over: '5', discount: '12.5' },
      images: [{ url: 'https://a.example/1.jpg' }, { url: 'https://a.example/2.jpg', description: 'Bagfra' }],
    })
    expect([...read.desired.resources.values()].find(({ key }) => key === 'A')?.policy.protect).toBe(true)
  })

  it('takes no variable, no tag and no formula from a cell', async () => {
    const butik =
      'version: 1\nconnections:\n  shop: { vendor: shoporama, token: !env TOKEN }\nvariables: { folder: data, name: X }\n'
    const text = `own_id,name,description,meta,search\nA,\${name},!env SECRET,!file ../x,"'=1+1"\n`
    const read = await found({
      'butik.yaml': butik,
      'shop.yaml': `products: !csv { file: "\${folder}/products.csv" }\n`,
      'data/products.csv': text,
    })
    expect(read.said).toEqual([])
    expect(specs(read)['A']).toEqual({
      own_id: 'A',
      name: `\${name}`,
      description: '!env SECRET',
      meta: '!file ../x',
      search: '=1+1',
    })
  })

  it('has fields laid over it by an environment, and is part of the digest', async () => {
    const butik = `version: 1
connections: { shop: { vendor: shoporama, token: !env TOKEN } }
environments: { test: { overrides: { shop/product/A: { price: 5 } } } }
`
    const tree = {
      'butik.yaml': butik,
      'shop.yaml': 'products: !csv products.csv\n',
      'products.csv': 'own_id,name,price\nA,A,7\n',
    }
    const read = await found(tree, 'test')
    expect(read.said).toEqual([])
    expect(specs(read)['A']).toMatchObject({ price: '5' })
    const other = await found({ ...tree, 'products.csv': 'own_id,name,price\nA,A,8\n' }, 'test')
    expect(specs(other)).toEqual(specs(read))
    expect(other.desired.digest).not.toBe(read.desired.digest)
  })

  it('reads the files of its cells beside itself', async () => {
    const read = await found({
      'shop.yaml': 'products: !csv data/products.csv\n',
      'data/products.csv': 'own_id,name,images.file\nA,A,a.jpg\n',
      'data/a.jpg': 'x',
    })
    expect(read.said).toEqual([])
    expect(specs(read)['A']).toMatchObject({ images: [{ asset: { path: 'data/a.jpg' } }] })
  })
})

describe('what is wrong with a sheet is told at the cell', () => {
  it('in cells and rows', async () => {
    const text = `Varenr;Navn;Pris;Vis;Kategorier;Farve;Profil;Note
CH-001;Stol;1299.50;måske;chair;oka;wood;
;Uden;1;;;;;
CH-002;Bord;kr 5;;;;
CH-001;Igen;1;ja;;;;
CH-003;Skab;1;ja;;;;;for meget
!;Skab;1;ja;;;;
`
    expect((await found({ 'shop.yaml': shop + danish, 'products.csv': text })).said).toMatchInlineSnapshot(`
      [
        "E1545 products.csv:2:13 cell C2, "Pris": "1299.50" has a decimal ".", and the sheet has "," (write it with ",", or correct decimal: in !csv)",
        "E1102 products.csv:2:21 cell D2, "Vis": "måske" is not ja or nej (write ja or nej; other words are told by flags: [SAND, FALSK] in !csv)",
        "E1201 products.csv:2:27 cell E2, "Kategorier": there is no category "chair" (did you mean "chairs"?)",
        "E1201 products.csv:2:33 cell F2, "Farve": attribute wood.colour has no value oka (did you mean oak?)",
        "E1544 products.csv:3:1 cell A3, "Varenr": the row has no key: "Varenr" is empty (a key has letters or digits, and names the row for good)",
        "E1546 products.csv:4:1 row 4: the row has 7 cells, and the heading has 8 (add the delimiters of its empty cells; a spreadsheet does so when it saves the sheet)",
        "E1105 products.csv:4:13 cell C4, "Pris": "kr 5" is not a number (write digits, with "," before decimals; units belong in no cell)",
        "E1543 products.csv:5:1 cell A5, "Varenr"; the first is row 2, "CH-001": two rows have the key "CH-001" (a row is one resource: give each a key of its own)",
        "E1546 products.csv:6:22 cell I6: the row has 9 cells, and the heading has 8 (put a text that holds the delimiter in double quotes, or give the column a heading)",
        "E1544 products.csv:7:1 cell A7, "Varenr": no key can be made of "!" (a key has letters or digits, and names the row for good)",
      ]
    `)
  })

  it('in the heading and in what !csv says', async () => {
    const text = 'Varenr;Pris;Pris;price;Noter;\nA;1;1;1;x;y\n'
    const yaml =
      'products: !csv { file: products.csv, columns: { own_id: Varenr, price: Pris, prise: X, name: Navn, attributes: Y }, ignore: [Nota] }\n'
    expect((await found({ 'shop.yaml': yaml, 'products.csv': text })).said).toMatchInlineSnapshot(`
      [
        "E1542 products.csv:1:13 cell C1; it stands first at line 1, column 8: two columns have the heading "Pris" (rename one of the two)",
        "E1542 products.csv:1:18 cell D1: "columns" takes another column for price, and nothing takes this one (under "columns" name the field that it fills, or list it under "ignore")",
        "E1542 products.csv:1:24 cell E1: no field takes the column "Noter" (under "columns" name the field that it fills, or list it under "ignore")",
        "E1542 products.csv:2:11 cell F2: the column of this cell has no heading (give the column a heading, or empty the cell)",
        "E1542 shop.yaml:1:78 a cell cannot hold "prise" of a product (did you mean "price"?)",
        "E1542 shop.yaml:1:94 products.csv has no column "Navn" (its columns are Varenr, Pris, Pris, price, Noter)",
        "E1542 shop.yaml:1:100 a cell cannot hold "attributes" of a product",
        "E1542 shop.yaml:1:126 products.csv has no column "Nota" (its columns are Varenr, Pris, Pris, price, Noter)",
      ]
    `)
    const wrong =
      'products: !csv { file: products.csv, colums: {}, decimal: ";", delimiter: "::", list: a, flags: [ja], key: [x], ignore: 1, columns: { price: {} } }\n'
    expect((await found({ 'shop.yaml': wrong, 'products.csv': text })).said).toMatchInlineSnapshot(`
      [
        "E1101 shop.yaml:1:38 unknown key "colums" (did you mean "columns"?)",
        "E1107 shop.yaml:1:59 "decimal" must be "," or "."",
        "E1107 shop.yaml:1:75 "delimiter" must be one character: ";", "," or "\\t" (put it in double quotes)",
        "E1107 shop.yaml:1:87 "list" must be one character, such as "|"",
        "E1107 shop.yaml:1:97 "flags" must be two words, for true and for false (write flags: [SAND, FALSK])",
        "E1107 shop.yaml:1:108 "key" must be the heading of a column",
        "E1107 shop.yaml:1:121 "ignore" must be a list of headings, or "*" for every one that no field takes",
        "E1102 shop.yaml:1:142 "price" must be the heading of a column",
      ]
    `)
    expect((await found({ 'shop.yaml': 'products: !csv { key: x }\n' })).said).toMatchInlineSnapshot(`
      [
        "E1104 shop.yaml:1:16 !csv needs the key "file" (write file: products.csv)",
      ]
    `)
  })

  it('where two columns or rows contradict each other', async () => {
    const twice =
      'own_id,name,profile,stock_settings.attribute,stock_settings.value\nA,A,wood,colour,oak\nA,B,,colour,black\nA,,,,\n'
    expect(
      (await found({ 'shop.yaml': `${shop}products: !csv products.csv\n`, 'products.csv': twice })).said,
    ).toMatchInlineSnapshot(`
      [
        "E1543 products.csv:3:3 cell B3, "name"; row 2 says "A": "A" has two values for "name" (leave the cell empty in all rows but the first)",
        "E1543 products.csv:4:1 cell A4, "own_id"; the first is row 2, "A": two rows have the key "A" (a row is one resource: give each a key of its own)",
      ]
    `)
    const brands = 'own_id,name,supplier,supplier.id\nA,A,acme,12\nB,B,,12\n'
    expect(
      (await found({ 'shop.yaml': `${shop}products: !csv products.csv\n`, 'products.csv': brands })).said,
    ).toMatchInlineSnapshot(`
      [
        "E1543 products.csv:2:10 cell D2, "supplier.id": another column of this row says "supplier" too (leave one of the two cells empty)",
      ]
    `)
  })

  it('where numbers can be read in two ways', async () => {
    const text = 'own_id,name,price,stock,sale_price,profile,attributes.width\nA,A,1.299,"1,000","1299,5",wood,1.000\n'
    expect(
      (await found({ 'shop.yaml': `${shop}products: !csv products.csv\n`, 'products.csv': text })).said,
    ).toMatchInlineSnapshot(`
      [
        "E1545 products.csv:2:5 cell C2, "price": "1.299" can be read in two ways (say which: decimal: "." in !csv makes it 1.299, decimal: "," makes it 1299)",
        "E1545 products.csv:2:11 cell D2, "stock": "1,000" can be read in two ways (say which: decimal: "." in !csv makes it 1000, decimal: "," makes it 1.000)",
        "E1545 products.csv:2:19 cell E2, "sale_price": "1299,5" has a decimal comma (write decimal: "," in !csv, and all numbers are read so)",
        "E1545 products.csv:2:33 cell G2, "attributes.width": "1.000" may be a number or a text here (write 1000 for the number; such a text is written in YAML)",
      ]
    `)
  })

  it('where the text is no sheet', async () => {
    const of = async (text: string | Uint8Array) =>
      (await found({ 'shop.yaml': 'products: !csv products.csv\n', 'products.csv': text })).said
    expect(await of('own_id;name\nA;19" skærm\nB;"x\n')).toMatchInlineSnapshot(`
      [
        "E1541 products.csv:2:5 a quote stands inside a cell that does not start with one (put the cell in quotes, and write this one twice: "19"" skærm")",
        "E1541 products.csv:3:3 the quote that is opened here is never closed (close it; a quote inside a cell is written twice: "19"" skærm")",
      ]
    `)
    expect(await of('own_id;name,price\n')).toMatchInlineSnapshot(`
      [
        "E1541 products.csv:1:1 the heading has as many of one delimiter as of another (say which parts the cells: delimiter: ";" in !csv)",
      ]
    `)
    expect(await of('')).toMatchInlineSnapshot(`
      [
        "E1541 shop.yaml:1:11 products.csv has no heading (its first row names the columns; a sheet without resources has that row alone)",
      ]
    `)
    expect(await of('name\nA\n')).toMatchInlineSnapshot(`
      [
        "E1542 shop.yaml:1:11 nothing says which column of products.csv has the keys (write key: HEADING, or have a column "key", or one for own_id)",
      ]
    `)
    expect(await of(new Uint8Array([...Buffer.from('own_id;name\nA;'), 0xe6, 0x0a]))).toMatchInlineSnapshot(`
      [
        "E1014 shop.yaml:1:11 it looks like Windows-1252, which Excel calls "CSV (comma delimited)": the sheet "products.csv" is not UTF-8 text (save it as "CSV UTF-8": in Excel it is a type of its own, in LibreOffice a character set)",
      ]
    `)
    expect(await of(Buffer.from('own_id;name\nA;x\n', 'utf16le'))).toMatchInlineSnapshot(`
      [
        "E1014 shop.yaml:1:11 it looks like UTF-16, which Excel calls "Unicode text": the sheet "products.csv" is not UTF-8 text (save it as "CSV UTF-8": in Excel it is a type of its own, in LibreOffice a character set)",
      ]
    `)
    expect(await of('own_id,name\n')).toEqual([])
  })

  it('where the file is larger than the limit', async () => {
    const butik = 'version: 1\nconnections: { shop: { vendor: shoporama, token: !env T } }\nlimits: { file: 120 }\n'
    const text = `own_id,name\n${'A'.repeat(120)},A\n`
    const { said } = await found({ 'butik.yaml': butik, 'shop.yaml': 'products: !csv p.csv\n', 'p.csv': text })
    expect(said).toEqual([
      'E1003 shop.yaml:1:11 the file "p.csv" has 135 bytes, the limit is 120 (raise limits.file in butik.yaml)',
    ])
  })

  it('where the file cannot be had, or is none of a section', async () => {
    const yaml = `products: !csv none.csv
suppliers: !csv ../out.csv
categories: { a: !csv a.csv, b: { name: [!csv b.csv] } }
profiles: !csv [a]
`
    expect((await found({ 'shop.yaml': yaml })).said).toMatchInlineSnapshot(`
      [
        "E1010 shop.yaml:1:11 the file "none.csv" does not exist (paths are relative to ./)",
        "E1009 shop.yaml:2:12 the file "../out.csv" lies outside the configuration folder (copy it into the folder of butik.yaml; nothing outside is ever read)",
        "E1540 shop.yaml:3:18 !csv can only stand for a whole section (write it as "products: !csv products.csv", at the beginning of a line of a resource file)",
        "E1102 shop.yaml:3:41 "name" must be a text, not a list",
        "E1540 shop.yaml:3:42 !csv can only stand for a whole section (write it as "products: !csv products.csv", at the beginning of a line of a resource file)",
        "E1008 shop.yaml:4:11 !csv takes a text, not a list",
        "E1102 shop.yaml:4:16 "profiles" must be a mapping of resources, not a list (write each resource under a key of its own)",
      ]
    `)
    expect(
      (
        await found({
          'butik.yaml': 'version: 1\nconnections: { shop: { vendor: shoporama, token: !env T } }\nlimits: !csv x.csv\n',
        })
      ).said,
    ).toMatchInlineSnapshot(`
      [
        "E1540 butik.yaml:3:9 !csv can only stand for a whole section (write it as "products: !csv products.csv", at the beginning of a line of a resource file)",
      ]
    `)
    expect((await found({ 'shop.yaml': '!csv x.csv\n' })).said).toMatchInlineSnapshot(`
      [
        "E1540 shop.yaml:1:1 !csv can only stand for a whole section (write it as "products: !csv products.csv", at the beginning of a line of a resource file)",
      ]
    `)
    expect((await found({ 'shop.yaml': 'connection: !csv x.csv\n', 'x.csv': 'a\n' })).said).toMatchInlineSnapshot(`
      [
        "E1102 shop.yaml:1:13 "connection" must be the name of a connection (write shop)",
      ]
    `)
  })
})
