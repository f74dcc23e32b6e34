// purpose: read all that the records of a partner had, as it stands
// params: partner, forever
// returns: packed record, event, happened_on
MATCH (r:Record {partner: $partner})-[l:HAD]->(t:Touchpoint)
WHERE l.until = $forever
RETURN collect([r.key, t.key, l.happened_on]) AS packed
