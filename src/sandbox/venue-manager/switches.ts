/** The facts about Venue Manager's core API that its page leaves open or contradicts: each a switch, its first value the default. */
import type { SwitchTable, SwitchValues } from '../switches.ts'

export const venueManagerSwitches = {
  address_field_empty: {
    values: ['null', 'absent'],
    fact: 'An address field without url or values shows them as null, or leaves them out.',
  },
  anonymize_conditions: {
    values: ['checked', 'none'],
    fact: 'Unpaid orders, unpaid invoices and valid season cards keep a customer from being anonymized; or nothing does.',
  },
  catalog_unknown_language: {
    values: ['default', 'rejected'],
    fact: 'A languageCode that the shop does not know reads the catalog in the default language, as the page says of the configuration; or is a 400.',
  },
  client_arguments: {
    values: ['required', 'optional'],
    fact: 'clientName and clientOs are demanded in the query of a customer, of anonymize and of paymentcards; the path template of anonymize has them optional.',
  },
  client_os: {
    values: ['optional', 'required'],
    fact: 'clientOs is not in the required list of a body, while its description says "(string, required)".',
  },
  creation_fields: {
    values: ['free', 'required'],
    fact: "A new customer's address may leave out what it likes, as in the page's example; or must hold the e-mail and every field that is required and not optionalOnCreation.",
  },
  error_samples: {
    values: ['code', 'none', 'whole'],
    fact: 'Where the page prints sample errors ("Winston writes in his forbidden diary.", 1984), the answer has the described text with that code, or with the code 0, or the printed body.',
  },
  guest_status: {
    values: [401, 403],
    fact: "The status that a guest's token gets where a customer is needed.",
  },
  invoice_date: {
    values: ['day', 'year'],
    fact: 'The date of an invoice is a day, as in the XML sample, or a year, as in the JSON sample.',
  },
  invoice_default_limit: { values: ['all', 10], fact: 'How many invoices are answered when limit is not given.' },
  invoice_xml: {
    values: ['xml', 'json'],
    fact: 'The application/xml answer holds XML, as its schema describes, or JSON, as its sample prints.',
  },
  loyalty_once: {
    values: ['ever', 'customer'],
    fact: 'A loyalty barcode counts once, or once for each customer.',
  },
  order_named_by: {
    values: ['latest', 'orderId', 'orderNumber'],
    fact: 'No argument of a payment names its order: it is the newest of the customer, or named by orderId or orderNumber in the body.',
  },
  other_customer_status: {
    values: [401, 403, 404],
    fact: "The status for the id of a customer that is not the token's.",
  },
  product_argument: {
    values: ['id', 'productId', 'path'],
    fact: 'What names the product of GET /catalog/product/: an argument of the query, or the next part of the path.',
  },
  product_missing_status: { values: [404, 400], fact: 'The status for a product that is not there.' },
  redeem_key: {
    values: ['id', 'voucherCodeId', 'codeId'],
    fact: 'The member of the body that names the voucher code to redeem.',
  },
  tokens_after_password: {
    values: ['kept', 'revoked'],
    fact: "A customer's tokens stay valid when the password changes, or end.",
  },
  trailing_slash: {
    values: ['exact', 'either'],
    fact: 'Paths are taken as printed, so that the products need a slash at their end; or a last slash does not matter.',
  },
  unknown_address_type: {
    values: ['empty', 'rejected'],
    fact: 'An addressType that the shop does not have has no fields, or is a 400.',
  },
  voucher_message: {
    values: ['when_invalid', 'always'],
    fact: 'A voucher code has a message only when it is not valid, as the schema says; or always, as in the sample, which is valid: empty then.',
  },
  voucher_xml: {
    values: ['answered', 'ignored'],
    fact: 'A voucher code asked for with Content-Type application/xml is answered in XML; or that header changes nothing.',
  },
} as const

/** Fails to compile when an entry above is not a switch. */
const table: SwitchTable = venueManagerSwitches
void table

export type VenueManagerSwitches = SwitchValues<typeof venueManagerSwitches>
