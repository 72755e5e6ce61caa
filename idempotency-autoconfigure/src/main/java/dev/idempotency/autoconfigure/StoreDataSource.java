package dev.idempotency.autoconfigure;

import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The {@code DataSource} bean that holds the records.
 *
 * @param name the name of the bean
 */
record StoreDataSource(String name, DataSource dataSource) {

    /**
     * Chooses the bean.
     *
     * @param wanted its name; {@code null} for the only or primary one
     * @throws NoSuchStoreDataSourceException if there is no such bean, or more than one
     */
    static StoreDataSource choose(ListableBeanFactory beans, @Nullable String wanted) {
        List<String> names = List.of(beans.getBeanNamesForType(DataSource.class));
        if (wanted != null) {
            if (!names.contains(wanted)) {
                throw new NoSuchStoreDataSourceException(wanted, names);
            }
            return new StoreDataSource(wanted, beans.getBean(wanted, DataSource.class));
        }
        DataSource unique = beans.getBeanProvider(DataSource.class).getIfUnique();
        if (unique == null) {
            throw new NoSuchStoreDataSourceException(null, names);
        }
        String name = names.stream()
                .filter(each -> unique.equals(beans.getBean(each)))
                .findFirst()
                .orElse("dataSource");
        return new StoreDataSource(name, unique);
    }
}
