// purpose: name those of some records whose addresses are stated otherwise than in a published generation
// params: keys, number, forever
// returns: key
UNWIND $keys AS key
MATCH (:Record {key: key})-[l:LIVES_AT]->()
WHERE l.since > $number OR (l.until > $number AND l.until < $forever)
RETURN DISTINCT key
