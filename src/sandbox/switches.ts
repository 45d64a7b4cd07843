/** Switches: every fact about a vendor that is only assumed has a name, a default (its first value) and other values. */
export type SwitchValue = string | number

export interface SwitchDefinition {
  readonly values: readonly SwitchValue[]
  readonly fact: string
}

export type SwitchTable = Readonly<Record<string, SwitchDefinition>>
export type SwitchValues<Table extends SwitchTable> = { readonly [Name in keyof Table]: Table[Name]['values'][number] }

export function defaultSwitches<Table extends SwitchTable>(table: Table): SwitchValues<Table> {
  const entries = Object.entries(table).map(([name, { values }]) => [name, values[0]])
  return Object.fromEntries(entries) as SwitchValues<Table>
}

/** The switches after the given changes. Numbers may come as text, as they do from a command line. */
export function changeSwitches<Table extends SwitchTable>(
  table: Table,
  before: SwitchValues<Table>,
  changes: Readonly<Record<string, unknown>>,
): SwitchValues<Table> {
  const after: Record<string, SwitchValue> = { ...before }
  for (const [name, wanted] of Object.entries(changes)) {
    if (wanted === undefined) continue
    if (!Object.hasOwn(table, name)) {
      throw new Error(`unknown switch "${name}"; there are ${Object.keys(table).sort().join(', ')}`)
    }
    const values = table[name]?.values ?? []
    const value = values.find((candidate) => String(candidate) === String(wanted))
    if (value === undefined) {
      throw new Error(`switch "${name}" is one of ${values.join(', ')}, not ${JSON.stringify(wanted)}`)
    }
    after[name] = value
  }
  return after as SwitchValues<Table>
}
