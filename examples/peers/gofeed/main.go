// Reads paths of feeds on standard input and prints what gofeed makes of each, one JSON object a line.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"time"

	"github.com/mmcdole/gofeed"
)

type entry struct {
	ID        string `json:"id"`
	Link      string `json:"link"`
	Title     string `json:"title"`
	Published string `json:"published,omitempty"`
	Text      bool   `json:"text"`
	Words     string `json:"words"`
}

type reading struct {
	File    string  `json:"file"`
	OK      bool    `json:"ok"`
	Entries []entry `json:"entries"`
}

func read(path string) (out reading) {
	out = reading{File: path, Entries: []entry{}}
	defer func() { _ = recover() }()
	file, err := os.Open(path)
	if err != nil {
		return out
	}
	defer file.Close()
	feed, err := gofeed.NewParser().Parse(file)
	if err != nil {
		return out
	}
	out.OK = true
	for _, item := range feed.Items {
		e := entry{ID: item.GUID, Link: item.Link, Title: item.Title, Text: item.Description != "" || item.Content != "", Words: item.Description + " " + item.Content}
		if item.PublishedParsed != nil {
			e.Published = item.PublishedParsed.UTC().Format(time.RFC3339)
		}
		out.Entries = append(out.Entries, e)
	}
	return out
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	encoder := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		_ = encoder.Encode(read(lines.Text()))
	}
}
