package account

import (
	"context"
	"errors"
	"fmt"

	lru "github.com/hashicorp/golang-lru/v2"

	"heygen-mcp/heygenapi/liveavatar"
)

// ErrNoLiveKey is returned where neither the request nor the configuration has
// a key of LiveAvatar.
var ErrNoLiveKey = errors.New("no LiveAvatar key")

// LiveKeyHelp tells how to get and set a key of LiveAvatar.
const LiveKeyHelp = "LiveAvatar is a product of its own, and a HeyGen key does not open it: the user makes a key in the settings at https://app.liveavatar.com " +
	"and sets it as LIVEAVATAR_API_KEY in this server's configuration (over HTTP: as the X-LiveAvatar-Key header), then restarts it. Never ask for the key in the chat."

// maxLiveSessions bounds the memory of one account's sessions.
const maxLiveSessions = 256

// LiveAccount is one LiveAvatar account as reached by one key.
type LiveAccount struct {
	// API is the client, bound to the key.
	API *liveavatar.Client

	tokens *lru.Cache[string, string]
}

// Remember keeps a session's token, which is what the session is told by, as
// long as this process lives.
func (l *LiveAccount) Remember(s liveavatar.Session) { l.tokens.Add(s.ID, s.Token) }

// Session is the session of an id, with its token where it is remembered; the
// key alone has to do otherwise.
func (l *LiveAccount) Session(id string) liveavatar.Session {
	token, _ := l.tokens.Get(id)
	return liveavatar.Session{ID: id, Token: token}
}

// Forget drops a session that is over.
func (l *LiveAccount) Forget(id string) { l.tokens.Remove(id) }

// LiveAccounts makes and keeps accounts of LiveAvatar; no two keys share one. It is
// safe for concurrent use.
type LiveAccounts struct {
	fallback liveavatar.Key
	options  []liveavatar.Option
	kept     *lru.Cache[liveavatar.Key, *LiveAccount]
}

// NewLiveAccounts makes accounts whose clients have the given options. The fallback is
// used for calls that say nothing of a key; it may be the zero value.
func NewLiveAccounts(fallback liveavatar.Key, options ...liveavatar.Option) (*LiveAccounts, error) {
	kept, err := lru.New[liveavatar.Key, *LiveAccount](maxAccounts)
	if err != nil {
		return nil, fmt.Errorf("making the cache of LiveAvatar accounts: %w", err)
	}
	return &LiveAccounts{fallback: fallback, options: options, kept: kept}, nil
}

type liveKey struct{}

// WithLiveKey gives a context whose calls use the key. The zero key is a caller
// without one: the fallback is then not for it.
func WithLiveKey(ctx context.Context, key liveavatar.Key) context.Context {
	return context.WithValue(ctx, liveKey{}, key)
}

// Get is the account of the context's key, or of the fallback where the context
// says nothing. It makes no request. Without a key, and for a nil receiver, it
// returns [ErrNoLiveKey].
func (l *LiveAccounts) Get(ctx context.Context) (*LiveAccount, error) {
	if l == nil {
		return nil, ErrNoLiveKey
	}
	key, told := ctx.Value(liveKey{}).(liveavatar.Key)
	if !told {
		key = l.fallback
	}
	if key.IsZero() {
		return nil, ErrNoLiveKey
	}
	if kept, ok := l.kept.Get(key); ok {
		return kept, nil
	}
	client, err := liveavatar.New(key, l.options...)
	if err != nil {
		return nil, fmt.Errorf("making the LiveAvatar client: %w", err)
	}
	tokens, err := lru.New[string, string](maxLiveSessions)
	if err != nil {
		return nil, fmt.Errorf("making the memory of sessions: %w", err)
	}
	made := &LiveAccount{API: client, tokens: tokens}
	// Another call may have been first; then its account is the one to share.
	if earlier, ok, _ := l.kept.PeekOrAdd(key, made); ok {
		return earlier, nil
	}
	return made, nil
}
