package mpd.dns.http;

import static mpd.dns.http.Family.counter;
import static mpd.dns.http.Family.gauge;

import io.netty.buffer.ByteBufAllocatorMetric;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import mpd.dns.http.Family.Point;
import mpd.dns.transport.Buffers;

/// Metrics of the process and its memory, under the names that all programs use for them. From `/proc` and
/// the runtime: the JVM's own beans would cost more memory than they tell of.
final class ProcessMetrics {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String RESIDENT = "VmRSS:";
    private static final long KIBIBYTE = 1024;

    private ProcessMetrics() {}

    static List<MetricSnapshot> of(Instant started) {
        List<MetricSnapshot> all = new ArrayList<>(memory());
        all.add(gauge(
                "process_start_time_seconds", "Unix time at which the server started.", started.toEpochMilli() / 1e3));
        all.add(counter(
                "process_cpu_seconds",
                "Processor time used.",
                ProcessHandle.current()
                                .info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toMillis()
                        / 1e3));
        resident().ifPresent(bytes -> all.add(gauge("process_resident_memory_bytes", "Memory in RAM.", bytes)));
        descriptors().ifPresent(count -> all.add(gauge("process_open_fds", "Open file descriptors.", count)));
        return all;
    }

    private static List<MetricSnapshot> memory() {
        Runtime runtime = Runtime.getRuntime();
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(heap("jvm_memory_used_bytes", "Memory in use.", runtime.totalMemory() - runtime.freeMemory()));
        all.add(heap("jvm_memory_committed_bytes", "Memory taken from the system.", runtime.totalMemory()));
        all.add(heap("jvm_memory_max_bytes", "Memory that may be taken.", runtime.maxMemory()));
        ByteBufAllocatorMetric metric = Buffers.POOL.metric();
        all.add(gauge(
                "mpd_dns_buffer_memory_bytes",
                "Memory that packets are read into, held for reuse.",
                List.of(
                        Point.of(metric.usedDirectMemory(), "area", "direct"),
                        Point.of(metric.usedHeapMemory(), "area", "heap"))));
        return all;
    }

    private static MetricSnapshot heap(String name, String help, long bytes) {
        return gauge(name, help, List.of(Point.of(bytes, "area", "heap")));
    }

    private static OptionalLong resident() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(number -> Long.parseLong(number) * KIBIBYTE)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong descriptors() {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return OptionalLong.of(open.count());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
