// Loaded before butik (NODE_OPTIONS=--import): the process lives CLOCK_SHIFT_MS milliseconds later than this machine.
const shift = Number(process.env['CLOCK_SHIFT_MS'])
const Real = Date

globalThis.Date = class extends Real {
  constructor(...given) {
    super(...(given.length === 0 ? [Real.now() + shift] : given))
  }

  static now() {
    return Real.now() + shift
  }
}
