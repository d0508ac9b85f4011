// The main job through the official TypeScript SDK's client, on one transport:
// find an avatar and a voice, know the price, make a video, follow it,
// translate it, fetch the file.
//
//   node story.mjs stdio|sse|http BINARY_OR_URL [DOWNLOAD_DIR]
import assert from "node:assert/strict";
import { connect } from "./client.mjs";

const [kind, target, downloads] = process.argv.slice(2);
const { client, call, refused, settled } = await connect(kind, target, ["--download-dir", downloads]);

const { tools } = await client.listTools();
assert.equal(tools.length, 20);
for (const tool of tools) {
  assert.ok(tool.title && tool.outputSchema, `${tool.name} lacks a title or an output schema`);
}
const { resources } = await client.listResources();
assert.ok(resources.some((r) => r.uri === "heygen://pricing"));
const { prompts } = await client.listPrompts();
assert.ok(prompts.length >= 8, `${prompts.length} prompts`);

const avatars = await call("list_avatars", { query: "office", engine: "avatar_iv", limit: 5 });
assert.ok(avatars.total > 5 && avatars.items.length === 5);
const look = avatars.items.find((a) => a.default_voice_id);
const voices = await call("list_voices", { language: "en", gender: look.gender, limit: 3 });
assert.ok(voices.items.length === 3);

const script = "Welcome to the team. Today we show how a render is followed from its first frame to the file on disk.";
const estimate = await call("estimate_cost", { product: "video", script, avatar_id: look.avatar_id });
assert.ok(estimate.estimate.usd.min > 0);

assert.equal((await refused("create_video", { avatar_id: look.avatar_id })).field, "script");
assert.equal((await refused("create_video", { avatar_id: "nobody", script })).field, "avatar_id");

const made = await call("create_video", { avatar_id: look.avatar_id, voice_id: voices.items[0].voice_id, script, title: `E2E over ${kind}` });
const video = await settled([made.video_id]);
assert.ok(video.items[0].video_url, "no video link");

const translation = await call("translate_video", { video_id: made.video_id, output_languages: ["es", "French (France)"] });
assert.equal(translation.video_translation_ids.length, 2);
const dubbed = await settled(translation.video_translation_ids);
assert.ok(dubbed.items.every((t) => t.video_url));

const saved = await call("download_video", { ids: [made.video_id] });
if (kind === "stdio") {
  console.log(`PATH ${saved.items[0].video.path}`);
  console.log(`SRT ${saved.items[0].captions.path}`);
  console.log(`SECONDS ${video.items[0].duration_seconds}`);
} else {
  const response = await fetch(saved.items[0].video.url);
  assert.equal(response.headers.get("content-type"), "video/mp4");
}
console.log(`ok: the story over ${kind}, ${video.progress} progress notifications`);
await client.close();
process.exit(0);
