// A story for each toolset beside the default one, over stdio, through the
// official TypeScript SDK's client.
//
//   node toolsets.mjs BINARY FOLDER
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "./client.mjs";

const [binary, folder] = process.argv.slice(2);
const uploads = join(folder, "uploads");
mkdirSync(uploads, { recursive: true });
const { client, call, refused, settled } = await connect("stdio", binary, [
  "--toolsets", "all", "--download-dir", join(folder, "downloads"), "--upload-dir", uploads, "--data-dir", join(folder, "data"),
]);

// Audio and a picture to work with.
function tone(seconds) {
  const samples = 8000 * seconds;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write("RIFF", 0); wav.writeUInt32LE(36 + samples * 2, 4); wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16); wav.writeUInt16LE(1, 20); wav.writeUInt16LE(1, 22); wav.writeUInt32LE(8000, 24);
  wav.writeUInt32LE(16000, 28); wav.writeUInt16LE(2, 32); wav.writeUInt16LE(16, 34); wav.write("data", 36); wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++) wav.writeInt16LE(Math.round(8000 * Math.sin(i / 3)), 44 + 2 * i);
  return wav;
}
writeFileSync(join(uploads, "tone.wav"), tone(4));
writeFileSync(join(uploads, "dot.png"), Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"));

const looks = await call("list_avatars", { engine: "avatar_iv", ownership: "public", limit: 50 });
const look = looks.items.find((l) => l.default_voice_id && l.avatar_type === "studio_avatar") ?? looks.items.find((l) => l.default_voice_id);

const stories = {
  async videos() {
    const scenes = [
      { script: "Welcome to the harbour.", avatar_id: look.avatar_id },
      { script: "And goodbye from the harbour.", avatar_id: look.avatar_id },
    ];
    const price = await call("create_scene_video", { scenes, title: "Harbour", dry_run: true });
    assert.ok(price.estimate.usd.min > 0);
    assert.match((await refused("create_scene_video", { scenes: [{ avatar_id: look.avatar_id }] })).field, /^scenes/);
    const made = await call("create_scene_video", { scenes, title: "Harbour" });
    const rows = [{ name: "Ada", place: "the pier" }, { name: "Grace", place: "" }];
    const greeting = { avatar_id: look.avatar_id, rows, script: "Dear {{name}}, meet us at {{place|the quay}}.", title: "For {{name}}" };
    assert.equal((await refused("create_videos", { ...greeting, script: "Dear {{nobody}}." })).field, "rows[0].nobody");
    const batch = await call("create_videos", greeting);
    assert.equal((await call("create_videos", greeting)).batch_id, batch.batch_id, "the same batch is not paid twice");
    const film = await call("create_cinematic_video", { avatar_ids: [look.avatar_id], prompt: "She walks along a quay at dawn.", duration: 5 });
    const state = await settled([made.video_id, film.video_id]);
    assert.ok(state.items.every((v) => v.video_url));
    let all;
    do {
      all = await call("get_batch", { batch_id: batch.batch_id, wait_seconds: 45 });
    } while (all.status === "processing");
    assert.deepEqual(all.items.map((i) => i.title), ["For Ada", "For Grace"]);
    assert.ok(all.items.every((i) => i.video_url));
    const saved = await call("download_video", { batch_id: batch.batch_id });
    assert.ok(saved.items.every((i) => existsSync(i.video.path)));
    assert.equal((await call("cancel_batch", { batch_id: batch.batch_id })).cancelled, 0);
    const paid = await call("list_jobs", { batch_id: batch.batch_id });
    assert.ok(paid.items.every((j) => j.state === "completed" && j.cost_usd > 0));
    await call("delete_item", { id: film.video_id });
    return made.video_id;
  },

  async agent() {
    const made = await call("create_video_agent", { prompt: "A 20 second greeting for new members.", mode: "chat" });
    await settled([made.session_id]);
    const listed = await call("list_video_agent_sessions", {});
    assert.ok(listed.items.some((s) => s.session_id === made.session_id));
    await call("stop_video_agent_session", { session_id: made.session_id });
  },

  async translation(video) {
    const made = await call("create_proofread", { video_id: video, output_languages: ["es"], title: "Harbour in Spanish" });
    const [id] = made.proofread_ids;
    await settled([id]);
    const text = await call("get_proofread", { proofread_id: id });
    await call("update_proofread", { proofread_id: id, edits: [{ line: text.items[0].line, text: "Bienvenidos al puerto nuevo." }] });
    const generated = await call("generate_from_proofread", { proofread_id: id });
    await settled([generated.video_translation_id]);
    const saved = await call("download_video", { ids: [generated.video_translation_id] });
    assert.match(readFileSync(saved.items[0].captions.path, "utf8"), /Bienvenidos al puerto nuevo/);
    const listed = await call("list_video_translations", {});
    assert.ok(listed.items.some((t) => t.video_translation_id === generated.video_translation_id));
  },

  async avatars() {
    const picture = await call("upload_asset", { path: join(uploads, "dot.png") });
    const made = await call("create_avatar", { name: "Ada", image_asset_id: picture.asset_id });
    await settled([made.avatar_id]);
    await call("update_avatar_look", { avatar_id: made.avatar_id, name: "Ada in blue" });
    const group = await call("get_avatar_group", { group_id: made.group_id });
    assert.ok(JSON.stringify(group).includes("Ada in blue"));
    await call("delete_avatar", { group_id: made.group_id });
  },

  async voices() {
    const found = await call("design_voice", { prompt: "a calm, warm narrator" });
    assert.equal(found.items.length, 3);
    const sound = await call("upload_asset", { path: join(uploads, "tone.wav") });
    const clone = await call("clone_voice", { name: "Mine", audio_asset_id: sound.asset_id });
    await settled([clone.voice_id]);
    await call("delete_voice", { voice_id: clone.voice_id });
  },

  async assets() {
    const sent = await call("upload_assets", { paths: [join(uploads, "dot.png"), join(uploads, "tone.wav")] });
    assert.equal(sent.items.length, 2);
    const sounds = await call("search_audio_sounds", { query: "upbeat corporate" });
    assert.ok(sounds.items[0].audio_url);
    assert.ok((await call("search_assets", { query: "office" })).items.length > 0);
    const listed = await call("list_assets", {});
    await call("delete_asset", { asset_id: listed.items[0].asset_id });
  },

  async post(video) {
    const sound = await call("upload_asset", { path: join(uploads, "tone.wav") });
    const lips = await call("create_lipsync", { video_id: video, audio_asset_id: sound.asset_id });
    const clips = await call("create_clips", { video_id: video, duration_types: ["30"] });
    const layers = await call("remove_background", { video_id: video });
    const state = await settled([lips.lipsync_ids[0], clips.job_id, layers.job_id]);
    assert.ok(state.items.every((i) => i.status === "completed"), JSON.stringify(state.items));
    assert.ok((await call("list_jobs", { source: "heygen", kind: "lipsync" })).items.length > 0);
  },

  async webhooks() {
    const heard = [];
    const receiver = createServer((req, res) => {
      let body = "";
      req.on("data", (part) => (body += part));
      req.on("end", () => {
        if (req.method === "POST") heard.push({ body: JSON.parse(body), signature: req.headers["heygen-signature"] });
        res.end();
      });
    });
    await new Promise((ready) => receiver.listen(0, "127.0.0.1", ready));
    const url = `http://127.0.0.1:${receiver.address().port}/hook`;
    const made = await call("create_webhook", { url, events: ["avatar_video.success"] });
    assert.match(made.secret, /^whsec_/);
    const video = await call("create_video", { avatar_id: look.avatar_id, script: "This one is announced." });
    await settled([video.video_id]);
    for (let tries = 0; heard.length === 0 && tries < 100; tries++) await new Promise((again) => setTimeout(again, 50));
    assert.equal(heard[0].body.event_data.video_id, video.video_id);
    assert.ok(heard[0].signature);
    assert.ok((await call("list_webhook_events", {})).items.length > 0);
    await call("delete_webhook", { endpoint_id: made.endpoint_id });
    receiver.close();
  },

  async brand() {
    assert.ok((await call("list_brand_kits", {})).items.length > 0);
    assert.ok((await call("list_brand_glossaries", {})).items.length > 0);
  },

  async live() {
    const stream = await call("start_live_stream", { avatar_id: look.avatar_id, stream_text: true });
    await call("append_live_text", { stream_id: stream.stream_id, text: "Good evening, and welcome.", final: true });
    let state;
    do {
      await new Promise((go) => setTimeout(go, 100));
      state = await call("get_live_stream", { stream_id: stream.stream_id });
    } while (!state.playlist_url && !/fail|error/.test(state.status));
    const playlist = await (await fetch(state.playlist_url)).text();
    assert.match(playlist, /^#EXTM3U/);
    const session = await call("create_liveavatar_session", { avatar_id: (await call("list_liveavatars", {})).items[0].id, sandbox: true });
    await call("stop_liveavatar_session", { session_id: session.session_id });
  },
};

const video = await stories.videos();
console.log("ok: videos");
for (const [name, story] of Object.entries(stories).slice(1)) {
  await story(video);
  console.log(`ok: ${name}`);
}
await client.close();
process.exit(0);
