package mpd.dns.tests.lab;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A network namespace, entered by single threads of this process.
///
/// @param file the file that stands for it, as `/proc` has it
public record Network(Path file) {

    private static final MethodHandle OPEN = function("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle SETNS = function("setns", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE = function("close", ValueLayout.JAVA_INT);

    // From linux/sched.h.
    private static final int CLONE_NEWNET = 0x4000_0000;

    /// Runs `task` in this namespace. Sockets that it opens stay there, and so do threads that it starts.
    public <T> T call(final Callable<T> task) {
        final FutureTask<T> future = new FutureTask<>(() -> {
            enter();
            return task.call();
        });
        // A thread of its own, for a namespace cannot be left by whoever does not know the way back.
        Thread.ofPlatform().name("in " + file).start(future);
        try {
            return future.get();
        } catch (final ExecutionException failure) {
            throw new AssertionError("in " + file + ": " + failure.getCause(), failure.getCause());
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void enter() {
        try (Arena arena = Arena.ofConfined()) {
            final int descriptor = (int) OPEN.invokeExact(arena.allocateFrom(file.toString()), 0);
            final int result = (int) SETNS.invokeExact(descriptor, CLONE_NEWNET);
            if (result != 0) {
                throw new IllegalStateException("cannot enter " + file + "; it takes root");
            }
            final int closed = (int) CLOSE.invokeExact(descriptor);
            assert closed == 0;
        } catch (final RuntimeException failure) {
            throw failure;
        } catch (final Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    // Java has no method for this, and a helper process for each socket would be slow.
    @SuppressWarnings("restricted")
    private static MethodHandle function(final String name, final ValueLayout... parameters) {
        final Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
    }
}
