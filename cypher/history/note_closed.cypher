// purpose: note the nodes of which a number closes links, so that these are found again without a look at all others
// params: key, number, kind, sources
// returns: nothing
CREATE (:Closing {key: $key, number: $number, kind: $kind, sources: $sources})
