package dev.idempotency.store.redis;

import dev.idempotency.redis.Script;

/** The scripts, one per operation of the store. */
final class LuaScript {

    static final Script CLAIM = script("claim.lua");
    static final Script RENEW = script("renew.lua");
    static final Script END = script("end.lua");
    static final Script FIND = script("find.lua");
    static final Script PEEK = script("peek.lua");
    static final Script FORGET = script("forget.lua");
    static final Script GATE_ASK = script("gate-ask.lua");
    static final Script GATE_KEEP = script("gate-keep.lua");
    static final Script GATE_FORGET = script("gate-forget.lua");

    private LuaScript() {}

    private static Script script(String resource) {
        return Script.beside(LuaScript.class, resource);
    }
}
