// purpose: read the open links from records to some touchpoints
// params: keys, forever
// returns: packed source, target, happened_on, kind
UNWIND $keys AS key
MATCH (b:Touchpoint {key: key})<-[l:HAD]-(a:Record)
WHERE l.until = $forever
RETURN collect([a.key, b.key, l.happened_on, l.kind]) AS packed
