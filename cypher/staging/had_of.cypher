// purpose: read the open links from records to some touchpoints
// params: keys, forever
// returns: source, target, happened_on, kind
UNWIND $keys AS key
MATCH (b:Touchpoint {key: key})<-[l:HAD]-(a:Record)
WHERE l.until = $forever
RETURN a.key AS source, b.key AS target, l.happened_on AS happened_on, l.kind AS kind
