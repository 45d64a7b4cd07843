/** The file a sandbox keeps its world in. Written whole to a second file that then takes its place, so a crash leaves one or the other. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Clock } from './clock.ts'
import { isRecord, parseJson } from './json.ts'
import type { LedgerState } from './ledger.ts'
import type { VendorRoom } from './vendor.ts'

const formatVersion = 1

export function saveWorld(file: string, clock: Clock, vendors: readonly VendorRoom[]): void {
  const rooms = vendors.map((vendor) => {
    const ledger = JSON.stringify(vendor.ledger())
    return `${JSON.stringify(vendor.name)}:{"ledger":${ledger},"store":${vendor.snapshotText()}}`
  })
  const clockText = JSON.stringify(clock.state())
  const temporary = `${file}.tmp`
  writeFileSync(temporary, `{"formatVersion":${formatVersion},"clock":${clockText},"vendors":{${rooms.join(',')}}}\n`)
  renameSync(temporary, file)
}

function restoreRoom(vendor: VendorRoom, saved: unknown): void {
  if (!isRecord(saved) || !isRecord(saved['ledger']) || !isRecord(saved['ledger']['used'])) throw new Error('no ledger')
  vendor.restoreLedger(saved['ledger'] as unknown as LedgerState)
  vendor.restore(saved['store'])
}

/** Fills clock and vendors from the file; a file that is not there is a new shop, a damaged one is an error. */
export function loadWorld(file: string, clock: Clock, vendors: readonly VendorRoom[]): void {
  if (!existsSync(file)) return
  try {
    const saved = parseJson(readFileSync(file, 'utf8'))
    if (!isRecord(saved)) throw new Error('it does not hold a JSON object')
    if (saved['formatVersion'] !== formatVersion) throw new Error(`its formatVersion is not ${formatVersion}`)
    const { clock: clockState, vendors: rooms } = saved
    if (!isRecord(clockState) || typeof clockState['offsetMs'] !== 'number') throw new Error('it has no clock')
    if (!isRecord(rooms)) throw new Error('it has no vendors')
    const frozenAt = typeof clockState['frozenAt'] === 'number' ? clockState['frozenAt'] : null
    clock.restore({ offsetMs: clockState['offsetMs'], frozenAt })
    for (const vendor of vendors) {
      if (Object.hasOwn(rooms, vendor.name)) restoreRoom(vendor, rooms[vendor.name])
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `the sandbox data file ${file} is damaged (${reason}); restore it, or remove it to start an empty shop`,
      {
        cause: error,
      },
    )
  }
}
