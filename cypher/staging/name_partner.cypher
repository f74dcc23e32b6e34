// purpose: note a partner's first load; returns a row only if it is the first
// params: code
// returns: code
OPTIONAL MATCH (p:Partner {code: $code})
WITH p
WHERE p IS NULL
CREATE (n:Partner {code: $code})
RETURN n.code AS code
