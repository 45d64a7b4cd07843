/** The shop's configuration as apps read it: address fields, geofences and customer groups. Changed by people only. */
import { type Call, type Context, type Operation, ok } from './context.ts'
import { ApiError } from './errors.ts'
import { languageOf, type Reader, readerOf } from './languages.ts'
import type { AddressFieldRow, CustomerGroupRow, GeofenceRow, Message } from './records.ts'

/** The shop's name in the topics of its push messages. */
const topicName = 'nordic-arena'
export const billing = 'billing'

export function addressFieldsOf({ store }: Pick<Context, 'store'>, addressType: string): AddressFieldRow[] {
  return store.rows('addressFields').filter((row) => row.addressType === addressType)
}

export function showAddressField(context: Context, row: AddressFieldRow, read: Reader): unknown {
  const { field, type, name, url, required, optionalOnCreation } = row
  const values = row.values?.map((choice) => ({ value: choice.value, name: read(choice.name) })) ?? null
  const absent = context.switches.address_field_empty === 'absent'
  return {
    field,
    type,
    name: read(name),
    ...(absent && url === null ? {} : { url }),
    required,
    optionalOnCreation,
    ...(absent && values === null ? {} : { values }),
  }
}

function listAddressFields(call: Call): unknown {
  const addressType = call.query.get('addressType') || billing
  const rows = addressFieldsOf(call, addressType)
  const rejects = call.switches.unknown_address_type === 'rejected' && addressType !== billing
  if (rejects && rows.length === 0) throw new ApiError(400, `Unknown address type: ${addressType}`)
  const read = readerOf(call, languageOf(call, call.query.get('languageCode')))
  return rows.map((row) => showAddressField(call, row, read))
}

function showMessage({ title, body }: Message, read: Reader): unknown {
  return { title: read(title), body: read(body) }
}

export function showGeofence(row: GeofenceRow, read: Reader): unknown {
  const { id, latitude, longitude, radius, name, messages } = row
  return {
    id,
    latitude,
    longitude,
    radius,
    name: read(name),
    topics: {
      inside: `/topic/${topicName}/geofence_inside/${id}`,
      outside: `/topic/${topicName}/geofence_outside/${id}`,
    },
    messages: { in: showMessage(messages.in, read), out: showMessage(messages.out, read) },
  }
}

function listGeofences(call: Call): unknown {
  const read = readerOf(call, languageOf(call, call.query.get('languageCode')))
  return call.store.rows('geofences').map((row) => showGeofence(row, read))
}

export function showCustomerGroup({ id, name, type }: CustomerGroupRow): unknown {
  return { id, name, type }
}

export const configurationOperations: readonly Operation[] = [
  { method: 'GET', path: '/config/address', needs: 'nothing', run: (call) => ok(listAddressFields(call)) },
  { method: 'GET', path: '/config/geofence', needs: 'nothing', run: (call) => ok(listGeofences(call)) },
  {
    method: 'GET',
    path: '/customergroup',
    needs: 'nothing',
    run: ({ store }) => ok(store.rows('customerGroups').map(showCustomerGroup)),
  },
]
