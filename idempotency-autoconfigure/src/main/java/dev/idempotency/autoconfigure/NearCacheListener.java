package dev.idempotency.autoconfigure;

import com.github.benmanes.caffeine.cache.Cache;

/** Is told of the near cache, if there is one. */
interface NearCacheListener {

    /** The cache was made. */
    void onMade(Cache<String, ?> cache);
}
