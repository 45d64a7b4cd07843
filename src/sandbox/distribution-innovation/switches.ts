/** What Distribution Innovation's pages leave open or contradict: each a switch, its first value the default. */
import type { SwitchTable, SwitchValues } from '../switches.ts'

export const diSwitches = {
  address_required: {
    values: ['main', 'none'],
    fact: 'Of an address street, zipCode, city and countryCode are required, or nothing is.',
  },
  answer_form: {
    values: ['shop', 'nested'],
    fact: 'A create or update answers the shop object, or an object with the shop object under shop.',
  },
  bad_login_status: { values: [401, 403], fact: 'The status of a login with a wrong username or password.' },
  bare_errors: {
    values: ['none', '404_405'],
    fact: 'Every error has a body; or a 404 and a 405 have none, as the page promises a body for most errors only.',
  },
  body_version: {
    values: ['v8', 'middle', 'early'],
    fact: 'A create takes addressCollector and transportSolutionIds beside ownerPartyKey and shop; or customerSystem and transportSolutionIds; or neither, as the early page has it.',
  },
  content_type: {
    values: ['any', 'json'],
    fact: 'The content type of a body does not matter, or anything but application/json is a 415.',
  },
  create_only_in_patch: {
    values: ['ignored', 'refused'],
    fact: 'A PATCH that names ownerPartyKey, addressCollector, transportSolutionIds, customerSystem or another id is carried out without those, or is a 400.',
  },
  create_status: { values: [200, 201], fact: 'The status of a successful create.' },
  creator_access: {
    values: ['yes', 'no'],
    fact: 'Whoever creates a shop may update it, or must first be authorized by the staff of DI.',
  },
  error_keys: {
    values: ['named', 'empty', 'null'],
    fact: 'Errors have the keys of the neighbouring APIs or ones formed alike; or every errorKey but authentication.missing is empty, as text or as null.',
  },
  error_map: { values: ['fields', 'empty'], fact: 'errorMap names the invalid fields, or is always empty.' },
  expired_token_key: {
    values: ['authentication.missing', 'authentication.expired'],
    fact: 'The errorKey for an expired token: that of a missing one, or one of its own.',
  },
  external_ids_unique: {
    values: ['across_shops', 'within_shop'],
    fact: 'A pair of freightProductId and customerNumber exists once among all shops, or once in a shop.',
  },
  flow_shops_claim: {
    values: ['listed', 'empty'],
    fact: 'The claim flowShops of a token lists the shops the user can reach, or is empty.',
  },
  number_for_text: {
    values: ['zip_and_street', 'all', 'none'],
    fact: 'A JSON number is taken for zipCode and streetNumber, as the sample of the page sends them; for every text; or for none.',
  },
  number_stored: {
    values: ['as_sent', 'text'],
    fact: 'A number that was sent for a text is answered as a number, or as text.',
  },
  organization_number_stored: {
    values: ['without_spaces', 'as_sent'],
    fact: 'organizationNumber is stored without its spaces, or as sent.',
  },
  patch_address: {
    values: ['merged', 'replaced'],
    fact: 'An address in a partial shop object changes the members it has, or takes the place of the whole address.',
  },
  patch_form: {
    values: ['partial', 'json_patch'],
    fact: 'The body of a PATCH is a partial shop object, or a JSON Patch as the neighbouring API for orders takes it.',
  },
  patch_no_change: {
    values: ['accepted', 'refused'],
    fact: 'A PATCH that leaves the shop as it was is accepted, or is a 400 no.changes.in.patch.',
  },
  patch_null: {
    values: ['clears', 'ignored'],
    fact: 'null in a partial shop object clears the field, or counts as not sent.',
  },
  role_change: {
    values: ['at_once', 'at_login'],
    fact: 'A role that is granted or revoked counts at once, or with the next token.',
  },
  transport_solutions_key: {
    values: ['transportSolutionIds', 'transportSolutionsIds', 'either'],
    fact: 'The key is spelled as in the table of the page, as in its sample request, or either way.',
  },
  unknown_owner_party: {
    values: [403, 400],
    fact: 'The status of a create for an owner party that does not exist: that of one without access, or of invalid data.',
  },
  unset_read: { values: ['null', 'absent'], fact: 'A field that was never set is null in an answer, or is left out.' },
  update_answer: {
    values: ['shop', 'no_content'],
    fact: 'An update answers 200 and the shop as a create does, or 204 and nothing.',
  },
  zip_code_checked: {
    values: ['yes', 'no'],
    fact: 'zipCode has 4 digits in NO and 5 in SE, as the table says; or anything goes, as the sample (NO, 55555) has it.',
  },
  zip_code_elsewhere: {
    values: ['any', 'five_digits'],
    fact: 'zipCode outside NO and SE is any text; or 5 digits in DE, FI and SV, where the post has them so.',
  },
} as const

/** Fails to compile when an entry above is not a switch. */
const table: SwitchTable = diSwitches
void table

export type DiSwitches = SwitchValues<typeof diSwitches>
