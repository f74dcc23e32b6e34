// purpose: read the stated addresses of touchpoints that are still to be kept
// params: day, old, forever
// returns: address
MATCH (:Touchpoint)-[l:AT|WAS_AT]->(b:StatedAddress)
WHERE l.until = $forever OR (l.until > $old AND l.happened_on > $day)
RETURN DISTINCT b.key AS address
