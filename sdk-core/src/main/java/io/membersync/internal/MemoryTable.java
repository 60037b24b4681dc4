package io.membersync.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Rows in memory that take part in {@link MemoryUnit}s. Every method must be called inside {@link
 * MemoryUnit#join}. Rows must be immutable. Safe for many threads.
 *
 * @param <K> the key
 * @param <V> the row
 * @param <G> what rows are found by beside their key
 */
public final class MemoryTable<K, V, G> {
  private final Function<V, Collection<G>> groupsOf;
  private final Map<K, V> rows = new HashMap<>();
  private final Map<G, Set<K>> groups = new HashMap<>();
  private final Map<K, MemoryUnit> writers = new HashMap<>();
  private final Map<MemoryUnit, Map<K, Optional<V>>> pending = new HashMap<>();

  /**
   * An empty table.
   *
   * @param groupsOf what a row is found by
   */
  public MemoryTable(Function<V, Collection<G>> groupsOf) {
    this.groupsOf = groupsOf;
  }

  public Optional<V> find(K key) {
    MemoryUnit unit = MemoryUnit.current();
    synchronized (MemoryUnit.MONITOR) {
      return read(unit, key);
    }
  }

  /** The rows of a group, in no order. */
  public List<V> findGroup(G group) {
    MemoryUnit unit = MemoryUnit.current();
    synchronized (MemoryUnit.MONITOR) {
      Map<K, Optional<V>> own = pending.getOrDefault(unit, Map.of());
      List<V> found = new ArrayList<>();
      for (K key : groups.getOrDefault(group, Set.of())) {
        if (!own.containsKey(key)) {
          found.add(rows.get(key));
        }
      }
      for (Optional<V> row : own.values()) {
        row.filter(value -> groupsOf.apply(value).contains(group)).ifPresent(found::add);
      }
      return found;
    }
  }

  public int size() {
    MemoryUnit unit = MemoryUnit.current();
    synchronized (MemoryUnit.MONITOR) {
      int size = rows.size();
      for (Map.Entry<K, Optional<V>> change :
          pending.getOrDefault(unit, Map.of()).entrySet()) {
        boolean before = rows.containsKey(change.getKey());
        size += (change.getValue().isPresent() ? 1 : 0) - (before ? 1 : 0);
      }
      return size;
    }
  }

  /** Adds a row; false when the key is there already. */
  public boolean insert(K key, V row) {
    MemoryUnit unit = MemoryUnit.current();
    synchronized (MemoryUnit.MONITOR) {
      if (settled(unit, key).isPresent()) {
        return false;
      }
      write(unit, key, Optional.of(row));
      return true;
    }
  }

  /** Adds or replaces a row. */
  public void put(K key, V row) {
    MemoryUnit unit = MemoryUnit.current();
    synchronized (MemoryUnit.MONITOR) {
      settled(unit, key);
      write(unit, key, Optional.of(row));
    }
  }

  /** Replaces a row that fits; false when there is none. */
  public boolean replace(K key, Predicate<V> fits, UnaryOperator<V> after) {
    MemoryUnit unit = MemoryUnit.current();
    synchronized (MemoryUnit.MONITOR) {
      Optional<V> before = settled(unit, key).filter(fits);
      before.ifPresent(row -> write(unit, key, Optional.of(after.apply(row))));
      return before.isPresent();
    }
  }

  /** Removes and returns a row that fits. */
  public Optional<V> remove(K key, Predicate<V> fits) {
    MemoryUnit unit = MemoryUnit.current();
    synchronized (MemoryUnit.MONITOR) {
      Optional<V> before = settled(unit, key).filter(fits);
      before.ifPresent(row -> write(unit, key, Optional.empty()));
      return before;
    }
  }

  /** The row once no other unit is writing it. */
  private Optional<V> settled(MemoryUnit unit, K key) {
    long started = System.nanoTime();
    for (MemoryUnit owner = writers.get(key);
        owner != null && owner != unit;
        owner = writers.get(key)) {
      unit.awaitEndOf(owner, started);
    }
    return read(unit, key);
  }

  private void write(MemoryUnit unit, K key, Optional<V> row) {
    writers.put(key, unit);
    pending.computeIfAbsent(unit, u -> new LinkedHashMap<>()).put(key, row);
    unit.wrote(this);
  }

  private Optional<V> read(MemoryUnit unit, K key) {
    Optional<V> own = pending.getOrDefault(unit, Map.of()).get(key);
    return own == null ? Optional.ofNullable(rows.get(key)) : own;
  }

  /** Called under the monitor. */
  void end(MemoryUnit unit, boolean commit) {
    Map<K, Optional<V>> changes = pending.remove(unit);
    if (changes == null) {
      return;
    }
    changes.forEach((key, after) -> {
      writers.remove(key);
      if (commit) {
        apply(key, after);
      }
    });
  }

  private void apply(K key, Optional<V> after) {
    V before = rows.remove(key);
    if (before != null) {
      for (G group : groupsOf.apply(before)) {
        groups.computeIfPresent(group, (g, keys) -> {
          keys.remove(key);
          return keys.isEmpty() ? null : keys;
        });
      }
    }
    after.ifPresent(row -> {
      rows.put(key, row);
      for (G group : groupsOf.apply(row)) {
        groups.computeIfAbsent(group, g -> new LinkedHashSet<>()).add(key);
      }
    });
  }
}
