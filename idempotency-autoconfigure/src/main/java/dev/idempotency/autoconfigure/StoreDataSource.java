package dev.idempotency.autoconfigure;

import java.sql.DatabaseMetaData;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * The {@code DataSource} bean that holds the records and the locks.
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

    /** Its name and address, without user names or passwords. */
    String description() {
        return "DataSource '" + this.name + "' (" + address() + ")";
    }

    private String address() {
        try {
            return withoutCredentials(JdbcUtils.extractDatabaseMetaData(this.dataSource, DatabaseMetaData::getURL));
        } catch (MetaDataAccessException ex) {
            return "not reachable";
        }
    }

    /** User and password stand before an at sign, or among the parameters. */
    static String withoutCredentials(String url) {
        return url.replaceFirst("[;?].*$", "").replaceFirst("//[^/]*@", "//");
    }
}
