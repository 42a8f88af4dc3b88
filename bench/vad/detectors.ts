import { existsSync } from 'node:fs'
import { openFvad } from '../../lib/audio/vad/fvad.js'
import { openSilero } from '../../lib/audio/vad/silero.js'
import { EnergyVad, type Vad } from '../../lib/audio/vad/vad.js'
import { RATE } from './labels.js'

const PACKAGED = new URL('../../node_modules/@ricky0123/vad-web/dist/silero_vad_v5.onnx', import.meta.url).pathname

const hint = `Silero is left out: a model and its runtime are not installed. To have it measured, too:
  npm install --no-save sherpa-onnx-node
  npm pack @ricky0123/vad-web@0.0.31 --pack-destination /tmp && tar xzf /tmp/ricky0123-vad-web-0.0.31.tgz -C /tmp
  npm run bench bench/vad.ts /tmp/package/dist/silero_vad_v5.onnx\n`

/** The detectors that can be opened here; says what lacks. `model` is the path of a Silero model. */
export async function detectors(
  model = existsSync(PACKAGED) ? PACKAGED : undefined,
): Promise<Readonly<Record<string, () => Promise<Vad>>>> {
  const silero =
    model === undefined
      ? undefined
      : await openSilero(model).then(
          () => () => openSilero(model),
          (error: unknown) => {
            console.log(String(error))
          },
        )
  if (!silero) console.log(hint)
  return {
    energy: () => Promise.resolve(new EnergyVad(RATE)),
    fvad: () => openFvad(RATE),
    ...(silero && { silero }),
  }
}
