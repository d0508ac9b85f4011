package ledger

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCells(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "plain": "plain", "a=b": "a=b", "=1": "'=1", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\t=1": "'\t=1", "  =1": "'  =1", "\r=1": "'\r=1", "＝1": "'＝1", "|x": "'|x",
	} {
		assert.Equal(t, want, cell(text), "%q", text)
	}
}
