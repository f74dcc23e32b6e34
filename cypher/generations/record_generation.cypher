// purpose: keep what is known of a generation as it is published
// params: number, published_at, model, plan, decisions, digest, override, restores
// returns: nothing
CREATE (:Generation {number: $number, published_at: $published_at, model: $model, plan: $plan, decisions: $decisions, digest: $digest, override: $override, restores: $restores})
