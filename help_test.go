package main_test

import (
	"regexp"
	"strings"
	"testing"
)

// flag is a flag of a command, as its help tells it.
type flag struct{ name, value, variable, text string }

// flagGroup is flags under one title, which is empty for a command's own.
type flagGroup struct {
	title string
	flags []flag
}

var (
	helpTitle    = regexp.MustCompile(`^[A-Z].*:$`)
	helpFlag     = regexp.MustCompile(`^ {2,6}(?:-\w, )?--([a-z-]+)(?:=(\S+))?\s*(.*)$`)
	helpMore     = regexp.MustCompile(`^ {8,}(\S.*)$`)
	helpCommand  = regexp.MustCompile(`^  ([a-z]+(?: [a-z]+)?)  +\S`)
	helpVariable = regexp.MustCompile(`\s*\[\$(\w+)\]\.?$`)
)

// helpOf reads a command's flags out of its help, without those that each
// command has.
func helpOf(t *testing.T, command string) []flagGroup {
	t.Helper()
	var groups []flagGroup
	var current *flag
	title, begun := "", false
	for line := range strings.Lines(program(t, "", append(strings.Fields(command), "--help")...)) {
		line = strings.TrimRight(line, "\n")
		if helpTitle.MatchString(line) {
			title, begun = strings.TrimSuffix(line, ":"), begun || line == "Flags:"
			current = nil
			if title == "Flags" {
				title = ""
			}
			continue
		}
		if !begun {
			continue
		}
		if m := helpFlag.FindStringSubmatch(line); m != nil {
			if len(groups) == 0 || groups[len(groups)-1].title != title {
				groups = append(groups, flagGroup{title: title})
			}
			last := &groups[len(groups)-1]
			last.flags = append(last.flags, flag{name: m[1], value: m[2], text: m[3]})
			current = &last.flags[len(last.flags)-1]
		} else if m := helpMore.FindStringSubmatch(line); m != nil && current != nil {
			current.text = strings.TrimSpace(current.text + " " + m[1])
		}
	}
	return tidy(groups)
}

// tidy takes the variables out of the texts, and drops --help and --version.
func tidy(groups []flagGroup) []flagGroup {
	var kept []flagGroup
	for _, g := range groups {
		var flags []flag
		for _, f := range g.flags {
			if f.name == "help" || f.name == "version" {
				continue
			}
			if m := helpVariable.FindStringSubmatch(f.text); m != nil {
				f.variable, f.text = m[1], strings.TrimSuffix(f.text, m[0])
			}
			flags = append(flags, f)
		}
		if len(flags) > 0 {
			kept = append(kept, flagGroup{title: g.title, flags: flags})
		}
	}
	return kept
}

// command is a command with its flags.
type command struct {
	name   string
	groups []flagGroup
}

// commands lists the commands in the order of the help.
func commands(t *testing.T) []command {
	t.Helper()
	_, list, _ := strings.Cut(program(t, "", "--help"), "\nCommands:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	var all []command
	for line := range strings.Lines(list) {
		if m := helpCommand.FindStringSubmatch(line); m != nil {
			all = append(all, command{name: m[1], groups: helpOf(t, m[1])})
		}
	}
	return all
}
