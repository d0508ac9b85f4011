package heygentest

import (
	"context"

	"heygen-mcp/heygenapi/heygentest/sim"
	"heygen-mcp/heygenapi/heygentest/webhooks"
)

// Charge is money taken from the wallet.
type Charge = sim.Charge

// Charges gives the charges so far, in their order.
func (s *Server) Charges() []Charge {
	s.account.Lock()
	defer s.account.Unlock()
	s.account.Settle()
	return s.account.Charges()
}

// Balance gives what is left in the wallet, in US dollars.
func (s *Server) Balance() float64 {
	s.account.Lock()
	defer s.account.Unlock()
	s.account.Settle()
	return s.account.Balance()
}

// SignatureHeader is how deliveries to endpoints are signed. Accounts of HeyGen
// differ in it, so a receiver has to take either.
type SignatureHeader = webhooks.SignatureHeader

// The ways to sign.
const (
	// SignatureTimed sends Heygen-Signature, Heygen-Timestamp and
	// Heygen-Event-Id.
	SignatureTimed = webhooks.SignatureTimed
	// SignatureAlone sends signature and nothing else.
	SignatureAlone = webhooks.SignatureAlone
)

// Delivery is one message to one address, and what became of it.
type Delivery = webhooks.Delivery

// DeliveryState is what became of a delivery.
type DeliveryState = webhooks.DeliveryState

// The states of deliveries.
const (
	// DeliveryPending waits for its first or next attempt.
	DeliveryPending = webhooks.DeliveryPending
	// DeliveryDone was answered with 2xx in time; a probe with anything.
	DeliveryDone = webhooks.DeliveryDone
	// DeliveryGivenUp was not delivered within 24 hours.
	DeliveryGivenUp = webhooks.DeliveryGivenUp
	// DeliveryNotSent leads to an address that this server does not send to.
	DeliveryNotSent = webhooks.DeliveryNotSent
)

// Deliver moves the jobs to where the clock says they are and sends every probe,
// event and callback that is due: at once to different addresses, in order to
// each. It returns when all have been answered or have failed. What follows an
// attempt that got no answer stays due for the next call.
//
// A server that listens does the same by itself, many times a second. On a
// [ManualClock] only this call also takes the clock for the time that a receiver
// takes: a receiver that moves it on by more than 10 seconds is too late.
func (s *Server) Deliver(ctx context.Context) {
	_, byHand := s.clock.(*ManualClock)
	s.webhooks.Deliver(ctx, byHand)
}

// Deliveries gives every delivery so far, in their order.
func (s *Server) Deliveries() []Delivery { return s.webhooks.Deliveries() }

// Emit records an event and sends it to the endpoints that want it, for event
// types that no job of this server ends with. What the data leaves out is not
// made up. It gives the event's id, or an error for an unknown type.
func (s *Server) Emit(eventType string, data map[string]any) (eventID string, err error) {
	return s.webhooks.Emit(eventType, data)
}
