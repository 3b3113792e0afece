// IStreamReader, IStreamReaderV2 and IStreamWriter: plans in pieces, from the program and to it. TensorRT 10 on.
#include "callback_object.h"

using namespace shim;

namespace {

constexpr int v10 = version(10), v10_7 = version(10, 7), v10_13 = version(10, 13), v11 = version(11);

#if TRT_MAJOR >= 10

class StreamReader final : public Versioned<trt_stream_reader> {
public:
    INTERFACE_INFO("IStreamReader")

    StreamReader(trt_stream_reader_callbacks const& table, uint64_t user_) : callbacks(table), user(user_) {}

    int64_t read(void* destination, int64_t size) final {
        return call(library, callbacks.read, user, as_number(destination), size);
    }

    trt_stream_reader_callbacks callbacks;
    uint64_t user;
    Listed listed;
};

class StreamReaderV2 final : public Versioned<trt_stream_reader_v2> {
public:
    INTERFACE_INFO("IStreamReaderV2")

    StreamReaderV2(trt_stream_reader_v2_callbacks const& table, uint64_t user_) : callbacks(table), user(user_) {}

    int64_t read(void* destination, int64_t size, abi::Stream stream) noexcept final {
        return call(library, callbacks.read, user, as_number(destination), size, as_number(stream));
    }
    bool seek(int64_t offset, abi::SeekPosition where) noexcept final {
        return call(library, callbacks.seek, user, offset, static_cast<int32_t>(where));
    }

    trt_stream_reader_v2_callbacks callbacks;
    uint64_t user;
    Listed listed;
};

class StreamWriter final : public Versioned<trt_stream_writer> {
public:
    INTERFACE_INFO("IStreamWriter")

    StreamWriter(trt_stream_writer_callbacks const& table, uint64_t user_) : callbacks(table), user(user_) {}

    int64_t write(void const* data, int64_t size) final { return call(library, callbacks.write, user, data, size); }

    trt_stream_writer_callbacks callbacks;
    uint64_t user;
    Listed listed;
};

#else

// What 8 has not: the guards below refuse to make any.
template <class Base>
struct Absent final : Base {
    template <class Table>
    Absent(Table const&, uint64_t) {}
    Listed listed;
};
using StreamReader = Absent<trt_stream_reader>;
using StreamReaderV2 = Absent<trt_stream_reader_v2>;
using StreamWriter = Absent<trt_stream_writer>;

#endif

}  // namespace

trt_status trt_stream_reader_create(trt_library* library, trt_stream_reader_callbacks const* callbacks, uint64_t user,
                                    trt_stream_reader** reader) {
    constexpr char method[] = "IStreamReader";
    return guarded<v10, v11>(method, library, [&](auto&) {
        return create_object<StreamReader>(method, library, callbacks, user, reader, {!callbacks || callbacks->read});
    });
}

trt_status trt_stream_reader_destroy(trt_stream_reader* reader) {
    return destroy_object<StreamReader>("trt_stream_reader_destroy", reader);
}

trt_status trt_stream_reader_v2_create(trt_library* library, trt_stream_reader_v2_callbacks const* callbacks,
                                       uint64_t user, trt_stream_reader_v2** reader) {
    constexpr char method[] = "IStreamReaderV2";
    return guarded<v10_7>(method, library, [&](auto&) {
        return create_object<StreamReaderV2>(method, library, callbacks, user, reader,
                                             {!callbacks || (callbacks->read && callbacks->seek)});
    });
}

trt_status trt_stream_reader_v2_destroy(trt_stream_reader_v2* reader) {
    return destroy_object<StreamReaderV2>("trt_stream_reader_v2_destroy", reader);
}

trt_status trt_stream_writer_create(trt_library* library, trt_stream_writer_callbacks const* callbacks, uint64_t user,
                                    trt_stream_writer** writer) {
    constexpr char method[] = "IStreamWriter";
    return guarded<v10_13>(method, library, [&](auto&) {
        return create_object<StreamWriter>(method, library, callbacks, user, writer, {!callbacks || callbacks->write});
    });
}

trt_status trt_stream_writer_destroy(trt_stream_writer* writer) {
    return destroy_object<StreamWriter>("trt_stream_writer_destroy", writer);
}

trt_status trt_runtime_deserialize_stream_reader(trt_runtime* runtime, trt_stream_reader* reader, trt_engine** engine) {
    constexpr char method[] = "IRuntime::deserializeCudaEngine(IStreamReader)";
    if (!valid(reader)) return bad_handle(method);
    return make<v10, v11>(method, runtime, engine, [&](auto& native) { return native.deserializeCudaEngine(*reader); });
}

trt_status trt_runtime_deserialize_stream_reader_v2(trt_runtime* runtime, trt_stream_reader_v2* reader,
                                                    trt_engine** engine) {
    constexpr char method[] = "IRuntime::deserializeCudaEngineV2";
    if (!valid(reader)) return bad_handle(method);
    return make<v10_7>(method, runtime, engine, [&](auto& native) { return native.deserializeCudaEngineV2(*reader); });
}
