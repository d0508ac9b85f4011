package cast

import "strings"

// templatePlan is a template as it is written below. A scene's variables are "name:type" words.
type templatePlan struct {
	name, aspect string
	scenes       []scenePlan
}

type scenePlan struct{ script, variables string }

var templatePlans = []templatePlan{
	{"Employee Onboarding", "16:9", []scenePlan{
		{"Welcome to {{company}}, {{first_name}}! I am glad that you are here.", "company:text first_name:text host:character host_voice:voice logo:image"},
		{"In your first week you will meet {{team}}. Here is what they are working on.", "team:text team_video:video"},
		{"Questions? Write to {{contact}} at any time.", "contact:text"},
	}},
	{"Sales Outreach", "16:9", []scenePlan{
		{"Hi {{first_name}}, I had a look at {{prospect_company}} and have an idea for you.", "first_name:text prospect_company:text website_shot:image seller:character"},
		{"{{value_proposition}} Shall we talk this week?", "value_proposition:text seller:character"},
	}},
	{"Product Launch", "16:9", []scenePlan{
		{"Meet {{product}}.", "product:text hero_image:image theme_music:audio"},
		{"{{benefit}}", "benefit:text demo_clip:video presenter:character"},
		{"{{product}} is available from {{date}}.", "product:text date:text"},
	}},
	{"Property Tour", "9:16", []scenePlan{
		{"Come in! This is {{address}}.", "address:text front_photo:image agent:character agent_voice:voice"},
		{"{{highlights}}", "highlights:text walkthrough:video"},
		{"It is offered at {{price}}.", "price:text floor_plan:image"},
	}},
	{"Weekly News Roundup", "16:9", []scenePlan{
		{"Here is the news of {{week}}.", "week:text anchor:character anchor_voice:voice"},
		{"{{headline_one}}", "headline_one:text picture_one:image"},
		{"{{headline_two}}", "headline_two:text picture_two:image"},
		{"{{headline_three}}", "headline_three:text clip_three:video outro_music:audio"},
	}},
	{"Patient Education", "16:9", []scenePlan{
		{"Your doctor recommends {{procedure}}. Let me explain it.", "procedure:text clinician:character"},
		{"{{steps}}", "steps:text diagram:image"},
		{"Afterwards: {{aftercare}}", "aftercare:text narrator:voice"},
	}},
	{"Event Invitation", "1:1", []scenePlan{
		{"{{guest}}, you are invited to {{event}} on {{date}}!", "guest:text event:text date:text poster:image jingle:audio"},
	}},
	{"Course Lesson", "16:9", []scenePlan{
		{"In this lesson you learn {{topic}}.", "topic:text teacher:character teacher_voice:voice"},
		{"{{explanation}}", "explanation:text slide:image"},
		{"Try it yourself: {{exercise}}", "exercise:text screencast:video"},
	}},
	{"Customer Testimonial", "9:16", []scenePlan{
		{"{{customer}} from {{customer_company}} says:", "customer:text customer_company:text portrait:image"},
		{"{{quote}}", "quote:text speaker:voice footage:video"},
	}},
	{"Social Ad", "9:16", []scenePlan{
		{"{{hook}}", "hook:text background_clip:video track:audio"},
		{"{{offer}} Only until {{deadline}}.", "offer:text deadline:text product_shot:image creator:character"},
	}},
	{"Release Notes", "16:9", []scenePlan{
		{"{{product}} {{version}} is out.", "product:text version:text presenter:character"},
		{"{{changes}}", "changes:text screen_recording:video"},
	}},
	{"Support Answer", "1:1", []scenePlan{
		{"Hello {{customer}}, about your question on {{subject}}:", "customer:text subject:text agent:character agent_voice:voice"},
		{"{{answer}}", "answer:text screenshot:image"},
	}},
	{"Safety Training", "16:9", []scenePlan{
		{"Before you enter {{site}}, please watch this.", "site:text site_photo:image alarm_sound:audio"},
		{"{{rules}}", "rules:text trainer:character incident_clip:video"},
	}},
	{"Podcast Teaser", "1:1", []scenePlan{
		{"", "cover:image excerpt:audio"},
		{"The new episode: {{episode_title}}.", "episode_title:text host_voice:voice"},
	}},
}

// templates turns the plans into templates.
func templates(d dice) []Template {
	made := make([]Template, 0, len(templatePlans))
	for _, plan := range templatePlans {
		created := d.day()
		template := Template{ID: d.hexID(), Name: plan.name, AspectRatio: plan.aspect, CreatedAt: created, UpdatedAt: created + d.Int64N(5_000_000)}
		for _, scene := range plan.scenes {
			template.Scenes = append(template.Scenes, TemplateScene{ID: d.hexID(), Script: scene.script, Variables: variables(scene.variables)})
		}
		made = append(made, template)
	}
	return made
}

func variables(words string) []TemplateVariable {
	var made []TemplateVariable
	for word := range strings.FieldsSeq(words) {
		name, kind, _ := strings.Cut(word, ":")
		made = append(made, TemplateVariable{Name: name, Type: kind})
	}
	return made
}
