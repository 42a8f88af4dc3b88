/** Languages with rules of their own; any other is laid out as the one that shares its script. */
export type Language = 'en' | 'de' | 'fr' | 'ru' | 'zh' | 'ja' | 'ko'
