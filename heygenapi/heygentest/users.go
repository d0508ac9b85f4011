package heygentest

import (
	"math"
	"time"
)

func userRoutes() []route {
	return []route{{pattern: "GET /v3/users/me", handle: getUser}}
}

// username is whose account it is.
const username = "sandbox_user"

func getUser(s *Server, _ *request) (any, error) {
	me := object{
		"username": username, "email": "sandbox@example.com", "first_name": "Sandy", "last_name": "Box",
		"billing_type": s.cfg.billing, "wallet": nil, "subscription": nil, "usage_based": nil,
	}
	switch s.cfg.billing {
	case "subscription":
		resets := s.now().AddDate(0, 1, 0).Format(time.RFC3339)
		me["subscription"] = object{"plan": "creator", "credits": object{
			"premium_credits": object{"remaining": int(s.credits), "resets_at": resets},
			"add_on_credits":  object{"remaining": 0, "resets_at": nil},
		}}
	case "usage_based":
		spent := math.Round((s.cfg.balance-s.balance)*100) / 100
		me["usage_based"] = object{"included_credits": 100, "remaining_credits": math.Max(0, 100-spent), "spending_cap_usd": s.cfg.balance, "spending_current_usd": spent}
	default:
		me["wallet"] = object{
			"currency": "usd", "remaining_balance": math.Round(s.balance*100) / 100,
			"auto_reload": object{"enabled": false, "amount_usd": nil, "threshold_usd": nil},
		}
	}
	return me, nil
}
