package consent

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"sync"
	"time"
)

// Policy says when a person is asked before money is spent.
type Policy struct {
	// AboveUSD is the cost of one call above which the person is asked.
	AboveUSD float64
	// Allow lets a call above it through where the client cannot ask anyone.
	Allow bool
	// Secret signs what is asked, so that a client cannot answer another
	// question. Servers that share their work share it.
	Secret []byte
	// Patience is how long a call waits for an answer, where the protocol makes
	// it wait; 5 minutes when zero.
	Patience time.Duration

	mu sync.Mutex
	// used are the questions that were answered, with when they expire. Only
	// this process knows them: of servers that share a secret each takes an
	// answer once.
	used map[string]int64
}

const (
	// consentTTL is how long an answer is good for.
	consentTTL      = 30 * time.Minute
	consentPatience = 5 * time.Minute
)

// Wait is how long a call waits for an answer.
func (c *Policy) Wait() time.Duration {
	if c.Patience > 0 {
		return c.Patience
	}
	return consentPatience
}

// signedState is what comes back with the answer.
type signedState struct {
	About   string `json:"a"`
	Expires int64  `json:"e"`
	Nonce   string `json:"n"`
	MAC     []byte `json:"m"`
}

func (c *Policy) mac(s signedState) []byte {
	mac := hmac.New(sha256.New, c.Secret)
	_, _ = fmt.Fprintf(mac, "%d %s %s", s.Expires, s.Nonce, s.About)
	return mac.Sum(nil)
}

// Sign makes the state of a question, which is good for an answer about the same
// thing, once, until it expires.
func (c *Policy) Sign(about string, now time.Time) string {
	s := signedState{About: about, Expires: now.Add(consentTTL).Unix(), Nonce: rand.Text()}
	s.MAC = c.mac(s)
	raw, err := json.Marshal(s)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Redeem is true, once, of a state that was made here, for the same purchase,
// and not too long ago.
func (c *Policy) Redeem(state, about string, now time.Time) bool {
	raw, err := base64.RawURLEncoding.DecodeString(state)
	var s signedState
	if err != nil || json.Unmarshal(raw, &s) != nil {
		return false
	}
	if len(c.Secret) == 0 || s.About != about || now.Unix() > s.Expires || !hmac.Equal(s.MAC, c.mac(s)) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.DeleteFunc(c.used, func(_ string, expires int64) bool { return now.Unix() > expires })
	if _, again := c.used[s.Nonce]; again {
		return false
	}
	if c.used == nil {
		c.used = map[string]int64{}
	}
	c.used[s.Nonce] = s.Expires
	return true
}
