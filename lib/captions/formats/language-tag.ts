import { checkOption } from '../../option-checks.js'

const LANGUAGE_TAG = /^[a-z]{2,8}(?:-[a-z\d]{1,8})*$/i

function isLanguageTag(tag: unknown): tag is string {
  return typeof tag === 'string' && LANGUAGE_TAG.test(tag)
}

/** Checks that a value has the form of a BCP 47 tag. */
export function checkLanguageTag(option: string, got: unknown): void {
  checkOption(isLanguageTag(got), option, 'a BCP 47 tag such as "de" or "zh-Hans"', got)
}

/** Language of a cue if it differs from that of the document, else `undefined`. Tags are compared without case. */
export function foreignLanguage(tag: string | undefined, document: string | undefined): string | undefined {
  return isLanguageTag(tag) && tag.toLowerCase() !== document?.toLowerCase() ? tag : undefined
}
