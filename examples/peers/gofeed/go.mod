module gofeed-fields

go 1.23

require github.com/mmcdole/gofeed v1.4.2
