/** Texts in several languages: which one a call reads, and what stands in for a translation that is missing. */
import type { Context } from './context.ts'
import type { AppData, Translated } from './records.ts'

export function defaultLanguage({ store }: Pick<Context, 'store'>): string {
  return store.languages[0] ?? 'da'
}

export function knowsLanguage({ store }: Pick<Context, 'store'>, code: string): boolean {
  return store.languages.includes(code)
}

/** The language of an answer; one that is missing or unknown to the shop is its default language. */
export function languageOf(context: Pick<Context, 'store'>, code: string | null): string {
  return code !== null && knowsLanguage(context, code) ? code : defaultLanguage(context)
}

export type Reader = (text: Translated) => string

export function readerOf(context: Pick<Context, 'store'>, language: string): Reader {
  const fallback = defaultLanguage(context)
  return (text) => text[language] ?? text[fallback] ?? ''
}

/** Nothing where there is no app data: the schema does not require it. */
export function showAppData(appData: AppData | null, read: Reader): { readonly appData?: unknown } {
  if (appData === null) return {}
  const { header, description, image } = appData
  return {
    appData: { header: read(header), description: read(description), image: image === null ? null : read(image) },
  }
}
