// purpose: find places by call_outs
// params: none
// returns: nothing
CREATE INDEX place_call_outs IF NOT EXISTS FOR (n:Place) ON (n.call_outs)
