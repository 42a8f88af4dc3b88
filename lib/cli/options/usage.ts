/** What `stenopipe --help` prints. */
export const USAGE = `stenopipe turns audio into text and captions.

  stenopipe transcribe INPUT [options]   recognise a file or a URL; - is standard input
  stenopipe live [options]               recognise the microphone until Ctrl-C: on a terminal as it
                                         is said, else by sentences; -o and -f as for transcribe
  stenopipe devices [--json]             what live can record from
  stenopipe captions RESULTS [options]   lay out saved results again: stenopipe's, or those of
                                         DashScope, whisper, whisper.cpp, Deepgram, AssemblyAI
  stenopipe doctor                       what is installed, and how to get what lacks
  stenopipe models [--json]              models of the cloud service: rates, languages, prices
  stenopipe --version

Output, of transcribe, live and captions:
  -o, --output OUT         write to this file when all is done; default: standard output
  -f, --format NAME        srt, vtt, karaoke (WebVTT with word times), ass, ttml, lrc, txt, json or
                           jsonl; default: by the ending of OUT, else srt; several, such as srt,vtt,
                           become OUT.srt and OUT.vtt
      --language CODE      what is spoken, such as en; default: told from the text
      --profile NAME       verbatim (default), translated, bbc or ard
      --max-line-width N   what a line holds: letters, for zh and ja full-width ones; by language
      --max-lines N        lines of a caption, 1 or 2 (default)
      --paragraph MS       txt: paragraphs, parted by pauses so long
      --hls DIR            segments of WebVTT and their playlist, captions.m3u8
      --segment S          how long a segment is, in s; default 6
      --window N           list and keep the newest N segments only, for live players

Of live:
      --device NAME        one of \`stenopipe devices\`, or a part of it; default: the system's
      --recorder NAME      parec, pw-record, arecord, ffmpeg or pvrecorder; default: what there is

Options of transcribe, and of live where they fit:
      --from T, --to T     a part of a file or URL, in s, m:ss or h:mm:ss; times are the whole's
      --stream N           which of its audio streams, 0 (default) for the first
      --channel N          which channel, 0 for the first; default: all, mixed
      --interim            jsonl: interims, too
      --format-in NAME     what INPUT is: mp3, wav …, or pcm for 16-bit samples at --sample-rate;
                           default: its first bytes tell
      --denoise            take steady noise out first; needs @echogarden/rnnoise-wasm
      --vad NAME           leave long silence out: energy, fvad (@echogarden/fvad-wasm), silero
                           (needs sherpa-onnx-node and --vad-model PATH); default: off
      --concurrency N      recognise N parts side by side, cut at pauses; default 1
      --engine NAME        pocketsphinx (embedded, offline, English) or dashscope (cloud); default:
                           dashscope with one of its options or DASHSCOPE_API_KEY, else pocketsphinx
      --language CODE      tells the engine, too; some models of dashscope take several: zh,en
      --sample-rate HZ     the rate the engine is given; default: the engine's or model's own
  -q, --quiet              nothing on standard error but errors

Of pocketsphinx:
      --accuracy NAME      thorough (default) or fast

Of dashscope:
      --model NAME         default fun-asr-realtime; \`stenopipe models\` lists them
      --region NAME        beijing (default) or singapore, each with keys of its own
      --api-key-file PATH  a file whose first line is the key; default: DASHSCOPE_API_KEY, then
                           ~/.dashscope/api_key
      --max-cost USD       ends the job before it costs more
      --vocabulary ID      a list of hot words
      --base-url URL       another address, wss://HOST/api-ws/v1/inference

Ctrl-C ends the input and keeps what was recognised; a second one ends at once.
Exit status: 0 done, 1 failed or the input broke off, 2 wrong call, 130 ended by Ctrl-C.
`
