// purpose: note what the analysts' copy is of, and whether all of it is written
// params: complete, generation, digest, as_of, period, k, made_at, risk
// returns: nothing
MERGE (c:Copy {id: 'copy'})
SET c.complete = $complete, c.generation = $generation, c.digest = $digest, c.as_of = $as_of, c.period = $period, c.k = $k, c.made_at = $made_at, c.risk = $risk
