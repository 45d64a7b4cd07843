// A resource file with one mistake of every kind: what butik says of it, and what an editor does.
export const badShop = `suppliers:
  acme: { name: Acme, dropship_mail: x@y.example }
profiles:
  wood:
    name: Træ
    attributes:
      colour: { type: valuelist, name: Farve, is_variant: true, values: { oak: Eg } }
categories:
  a: { name: A, parent: b }
  b: { name: B, parent: a }
  c: { name: C, sort_order: nomal }
products:
  chair.one: { own_id: X }
  chair:
    own_id: 00123
    supplier: acmee
    price: 1.299,00
    is_online: maybe
    profile: wood
    attributes: { colour: [oka] }
    description: !file texts/none.html
    meta: !file ../secret.txt
  chair2:
    own_id: 00123
    name: [Stol]
  nokey: { name: No own id }
  dup: { own_id: D, own_id: E, name: D }
  skus:
    own_id: S
    profile: wood
    attributes: { colour: [oak] }
    stock_settings: [{ attribute: colour, value: oak, own_id: 00123, stock: 1 }]
`
