// purpose: read what the analysts' copy is of
// params: none
// returns: complete, generation, digest, as_of, period, k, made_at, risk
MATCH (c:Copy {id: 'copy'})
RETURN c.complete AS complete, c.generation AS generation, c.digest AS digest, c.as_of AS as_of, c.period AS period, c.k AS k, c.made_at AS made_at, c.risk AS risk
