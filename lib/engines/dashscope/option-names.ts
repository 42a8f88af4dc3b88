import type { DashScopeOptions } from './options.js'

/** Every option of `dashscope()`, so that a misspelt one is found before the engine is loaded. */
export const dashScopeOptionNames: { readonly [Name in keyof Required<DashScopeOptions>]: true } = {
  agent: true, apiKey: true, audioEventDetectionEnabled: true, baseUrl: true, connectTimeout: true, context: true,
  diarizationEnabled: true, disfluencyRemovalEnabled: true, finishTimeout: true, format: true, headers: true,
  heartbeat: true, idleTimeout: true, intermediateResultEnabled: true, inverseTextNormalizationEnabled: true,
  keepAlive: true, keepDialect: true, languageHints: true, maxCost: true, maxSentenceSilence: true,
  maxSessionDuration: true, model: true, multiThresholdModeEnabled: true, parameters: true, phraseId: true, proxy: true,
  punctuationPredictionEnabled: true, rateLimiter: true, region: true, resume: true, sampleRate: true,
  semanticPunctuationEnabled: true, specialWordFilter: true, speakerCount: true, speechNoiseThreshold: true,
  stallTimeout: true, startTimeout: true, strict: true, timestampAlignmentEnabled: true, vadModel: true,
  vocabulary: true, vocabularyId: true, workspace: true, workspaceHost: true,
}
