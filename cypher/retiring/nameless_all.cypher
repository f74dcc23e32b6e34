// purpose: read all touchpoints of a partner that name nobody, by where they were, as it stands
// params: partner, forever
// returns: packed event, happened_on
MATCH (t:Touchpoint {partner: $partner})-[l:AT]->(a:StatedAddress)
WHERE l.until = $forever AND l.record = ''
RETURN collect([t.key, l.happened_on]) AS packed
