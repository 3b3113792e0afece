// What a caller of libnvinfer 8.x must know of its binary interface (8.5.1 to 8.6.1).
// Written from the facts in tests/abi/facts; tests/abi compares every slot, offset and value with them.
// Slots are only ever appended within a major version: a comment says since when they are there, and
// nothing newer than the loaded library may be called.
#pragma once

#include "common.h"

namespace abi {

enum class DataType : int32_t { kFLOAT = 0, kHALF = 1, kINT8 = 2, kINT32 = 3, kBOOL = 4, kUINT8 = 5, kFP8 = 6 };
enum class TensorFormat : int32_t {
    kLINEAR = 0, kCHW2 = 1, kHWC8 = 2, kCHW4 = 3, kCHW16 = 4, kCHW32 = 5, kDHWC8 = 6, kCDHW32 = 7, kHWC = 8, kDLA_LINEAR = 9,
    kDLA_HWC4 = 10, kHWC16 = 11, kDHWC = 12
};
enum class AllocatorFlag : int32_t { kRESIZABLE = 0 };
enum class ErrorCode : int32_t {
    kSUCCESS = 0, kUNSPECIFIED_ERROR = 1, kINTERNAL_ERROR = 2, kINVALID_ARGUMENT = 3, kINVALID_CONFIG = 4, kFAILED_ALLOCATION = 5,
    kFAILED_INITIALIZATION = 6, kFAILED_EXECUTION = 7, kFAILED_COMPUTATION = 8, kINVALID_STATE = 9, kUNSUPPORTED_STATE = 10
};
enum class TensorIOMode : int32_t { kNONE = 0, kINPUT = 1, kOUTPUT = 2 };
enum class EngineCapability : int32_t { kSTANDARD = 0, kDEFAULT = 0, kSAFETY = 1, kSAFE_GPU = 1, kDLA_STANDALONE = 2, kSAFE_DLA = 2 };
enum class TensorLocation : int32_t { kDEVICE = 0, kHOST = 1 };
enum class WeightsRole : int32_t { kKERNEL = 0, kBIAS = 1, kSHIFT = 2, kSCALE = 3, kCONSTANT = 4, kANY = 5 };
enum class TempfileControlFlag : int32_t { kALLOW_IN_MEMORY_FILES = 0, kALLOW_TEMPORARY_FILES = 1 };
enum class OptProfileSelector : int32_t { kMIN = 0, kOPT = 1, kMAX = 2 };
enum class TacticSource : int32_t { kCUBLAS = 0, kCUBLAS_LT = 1, kCUDNN = 2, kEDGE_MASK_CONVOLUTIONS = 3, kJIT_CONVOLUTIONS = 4 };
enum class ProfilingVerbosity : int32_t { kLAYER_NAMES_ONLY = 0, kNONE = 1, kDETAILED = 2, kDEFAULT = 0, kVERBOSE = 2 };
enum class LayerInformationFormat : int32_t { kONELINE = 0, kJSON = 1 };
enum class HardwareCompatibilityLevel : int32_t { kNONE = 0, kAMPERE_PLUS = 1 };

struct Dims {
    int32_t nbDims;
    int32_t d[8];
};
struct Weights {
    DataType type;
    void const* values;
    int64_t count;
};
struct PluginField {
    char const* name;
    void const* data;
    int32_t type;
    int32_t length;
};
struct PluginFieldCollection {
    int32_t nbFields;
    PluginField const* fields;
};

class ICudaEngine; class IEngineInspector; class IErrorRecorder; class IExecutionContext; class IGpuAllocator; class IHostMemory;
class ILogger; class IOutputAllocator; class IPluginCreator; class IPluginFactory; class IPluginRegistry; class IProfiler;
class IRuntime; class VCudaEngine; class VEngineInspector; class VExecutionContext; class VHostMemory; class VOptimizationProfile;
class VRefitter; class VRoot; class VRuntime;

class VRoot : public Interface {
public:
    virtual ~VRoot() = default;
};

class INoCopy : public Interface {
public:
    virtual ~INoCopy() = default;
};

class IGpuAllocator : public Interface {
public:
    virtual void* allocate(uint64_t, uint64_t, uint32_t) noexcept = 0;
    virtual void free(void*) noexcept = 0;
    virtual ~IGpuAllocator() = default;
    virtual void* reallocate(void*, uint64_t, uint64_t) noexcept = 0;
    virtual bool deallocate(void*) noexcept = 0;
};

class ILogger : public Interface {
public:
    virtual void log(Severity, char const*) noexcept = 0;
    virtual ~ILogger() = default;
};

class IErrorRecorder : public Interface {
public:
    virtual ~IErrorRecorder() = default;
    virtual int32_t getNbErrors() const noexcept = 0;
    virtual ErrorCode getErrorCode(int32_t) const noexcept = 0;
    virtual char const* getErrorDesc(int32_t) const noexcept = 0;
    virtual bool hasOverflowed() const noexcept = 0;
    virtual void clear() noexcept = 0;
    virtual bool reportError(ErrorCode, char const*) noexcept = 0;
    virtual int32_t incRefCount() noexcept = 0;
    virtual int32_t decRefCount() noexcept = 0;
};

class IPluginCreator : public Interface {  // since 8.6.0
public:
    virtual int32_t getTensorRTVersion() const noexcept = 0;
    virtual char const* getPluginName() const noexcept = 0;
    virtual char const* getPluginVersion() const noexcept = 0;
    virtual PluginFieldCollection const* getFieldNames() noexcept = 0;
    virtual void* createPlugin(char const*, PluginFieldCollection const*) noexcept = 0;
    virtual void* deserializePlugin(char const*, void const*, uint64_t) noexcept = 0;
    virtual void setPluginNamespace(char const*) noexcept = 0;
    virtual char const* getPluginNamespace() const noexcept = 0;
};

class IPluginRegistry : public Interface {
public:
    virtual bool registerCreator(IPluginCreator&, char const*) noexcept = 0;
    virtual IPluginCreator* const* getPluginCreatorList(int32_t*) const noexcept = 0;
    virtual IPluginCreator* getPluginCreator(char const*, char const*, char const*) noexcept = 0;
    virtual ~IPluginRegistry() = default;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
    virtual bool deregisterCreator(IPluginCreator const&) noexcept = 0;
    // since 8.6.1
    virtual bool isParentSearchEnabled() const = 0;
    virtual void setParentSearchEnabled(bool) = 0;
    virtual void* loadLibrary(char const*) noexcept = 0;
    virtual void deregisterLibrary(void*) noexcept = 0;
};

// 8.6.0 has an order of its own.
class IPluginRegistry860 : public Interface {  // since 8.6.0
public:
    virtual bool registerCreator(IPluginCreator&, char const*) noexcept = 0;
    virtual IPluginCreator* const* getPluginCreatorList(int32_t*) const noexcept = 0;
    virtual IPluginCreator* getPluginCreator(char const*, char const*, char const*) noexcept = 0;
    virtual bool isParentSearchEnabled() const = 0;
    virtual void setParentSearchEnabled(bool) = 0;
    virtual void* loadLibrary(char const*) noexcept = 0;
    virtual void deregisterLibrary(void*) noexcept = 0;
    virtual ~IPluginRegistry860() = default;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
    virtual bool deregisterCreator(IPluginCreator const&) noexcept = 0;
};

class VHostMemory : public VRoot {
public:
    virtual void* data() const noexcept = 0;
    virtual uint64_t size() const noexcept = 0;
    virtual DataType type() const noexcept = 0;
};

class VRuntime : public VRoot {
public:
    virtual ICudaEngine* deserializeCudaEngine(void const*, uint64_t, IPluginFactory*) noexcept = 0;
    virtual void setDLACore(int32_t) noexcept = 0;
    virtual int32_t getDLACore() const noexcept = 0;
    virtual int32_t getNbDLACores() const noexcept = 0;
    virtual void setGpuAllocator(IGpuAllocator*) noexcept = 0;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
    virtual ILogger* getLogger() const noexcept = 0;
    virtual bool setMaxThreads(int32_t) noexcept = 0;
    virtual int32_t getMaxThreads() const noexcept = 0;
    // since 8.6.0
    virtual void setTemporaryDirectory(char const*) noexcept = 0;
    virtual char const* getTemporaryDirectory() const noexcept = 0;
    virtual void setTempfileControlFlags(uint32_t) noexcept = 0;
    virtual uint32_t getTempfileControlFlags() const noexcept = 0;
    virtual IRuntime* getPImpl() noexcept = 0;
    virtual IPluginRegistry& getPluginRegistry() noexcept = 0;
    virtual void setPluginRegistryParent(IPluginRegistry*) noexcept = 0;
    virtual IRuntime* loadRuntime(char const*) noexcept = 0;
    virtual void setEngineHostCodeAllowed(bool) noexcept = 0;
    virtual bool getEngineHostCodeAllowed() const noexcept = 0;
};

class VRefitter : public VRoot {
public:
    virtual bool setWeights(char const*, WeightsRole, Weights) noexcept = 0;
    virtual bool refitCudaEngine() noexcept = 0;
    virtual int32_t getMissing(int32_t, char const**, WeightsRole*) noexcept = 0;
    virtual int32_t getAll(int32_t, char const**, WeightsRole*) noexcept = 0;
    virtual bool setDynamicRange(char const*, float, float) noexcept = 0;
    virtual float getDynamicRangeMin(char const*) const noexcept = 0;
    virtual float getDynamicRangeMax(char const*) const noexcept = 0;
    virtual int32_t getTensorsWithDynamicRange(int32_t, char const**) const noexcept = 0;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
    virtual bool setNamedWeights(char const*, Weights) noexcept = 0;
    virtual int32_t getMissingWeights(int32_t, char const**) noexcept = 0;
    virtual int32_t getAllWeights(int32_t, char const**) noexcept = 0;
    virtual ILogger* getLogger() const noexcept = 0;
    virtual bool setMaxThreads(int32_t) noexcept = 0;
    virtual int32_t getMaxThreads() const noexcept = 0;
};

class VOptimizationProfile : public VRoot {
public:
    virtual bool setDimensions(char const*, OptProfileSelector, Dims) noexcept = 0;
    virtual Dims getDimensions(char const*, OptProfileSelector) const noexcept = 0;
    virtual bool setShapeValues(char const*, OptProfileSelector, int32_t const*, int32_t) noexcept = 0;
    virtual int32_t getNbShapeValues(char const*) const noexcept = 0;
    virtual int32_t const* getShapeValues(char const*, OptProfileSelector) const noexcept = 0;
    virtual bool setExtraMemoryTarget(float) noexcept = 0;
    virtual float getExtraMemoryTarget() const noexcept = 0;
    virtual bool isValid() const noexcept = 0;
};

class VCudaEngine : public VRoot {
public:
    virtual int32_t getNbBindings() const noexcept = 0;
    virtual int32_t getBindingIndex(char const*) const noexcept = 0;
    virtual char const* getBindingName(int32_t) const noexcept = 0;
    virtual bool bindingIsInput(int32_t) const noexcept = 0;
    virtual Dims getBindingDimensions(int32_t) const noexcept = 0;
    virtual DataType getBindingDataType(int32_t) const noexcept = 0;
    virtual int32_t getMaxBatchSize() const noexcept = 0;
    virtual int32_t getNbLayers() const noexcept = 0;
    virtual IHostMemory* serialize() const noexcept = 0;
    virtual IExecutionContext* createExecutionContext() noexcept = 0;
    virtual TensorLocation getLocation(int32_t) const noexcept = 0;
    virtual IExecutionContext* createExecutionContextWithoutDeviceMemory() noexcept = 0;
    virtual uint64_t getDeviceMemorySize() const noexcept = 0;
    virtual bool isRefittable() const noexcept = 0;
    virtual int32_t getBindingBytesPerComponent(int32_t) const noexcept = 0;
    virtual int32_t getBindingComponentsPerElement(int32_t) const noexcept = 0;
    virtual TensorFormat getBindingFormat(int32_t) const noexcept = 0;
    virtual char const* getBindingFormatDesc(int32_t) const noexcept = 0;
    virtual int32_t getBindingVectorizedDim(int32_t) const noexcept = 0;
    virtual char const* getName() const noexcept = 0;
    virtual int32_t getNbOptimizationProfiles() const noexcept = 0;
    virtual Dims getProfileDimensions(int32_t, int32_t, OptProfileSelector) const noexcept = 0;
    virtual int32_t const* getProfileShapeValues(int32_t, int32_t, OptProfileSelector) const noexcept = 0;
    virtual bool isShapeBinding(int32_t) const noexcept = 0;
    virtual bool isExecutionBinding(int32_t) const noexcept = 0;
    virtual EngineCapability getEngineCapability() const noexcept = 0;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
    virtual bool hasImplicitBatchDimension() const noexcept = 0;
    virtual uint32_t getTacticSources() const noexcept = 0;
    virtual ProfilingVerbosity getProfilingVerbosity() const noexcept = 0;
    virtual IEngineInspector* createEngineInspector() const noexcept = 0;
    virtual Dims getTensorShape(char const*) const noexcept = 0;
    virtual DataType getTensorDataType(char const*) const noexcept = 0;
    virtual TensorLocation getTensorLocation(char const*) const noexcept = 0;
    virtual bool isShapeInferenceIO(char const*) const noexcept = 0;
    virtual TensorIOMode getTensorIOMode(char const*) const noexcept = 0;
    virtual int32_t getTensorBytesPerComponent(char const*) const noexcept = 0;
    virtual int32_t getTensorComponentsPerElement(char const*) const noexcept = 0;
    virtual TensorFormat getTensorFormat(char const*) const noexcept = 0;
    virtual char const* getTensorFormatDesc(char const*) const noexcept = 0;
    virtual int32_t getTensorVectorizedDim(char const*) const noexcept = 0;
    virtual Dims getProfileShape(char const*, int32_t, OptProfileSelector) const noexcept = 0;
    virtual int32_t getNbIOTensors() const noexcept = 0;
    virtual char const* getIOTensorName(int32_t) const noexcept = 0;
    // since 8.6.0
    virtual HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept = 0;
    virtual ICudaEngine* getPImpl() noexcept = 0;
    virtual int32_t getNbAuxStreams() const noexcept = 0;
    // since 8.6.1
    virtual int32_t getTensorBytesPerComponentV2(char const*, int32_t) const noexcept = 0;
    virtual int32_t getTensorComponentsPerElementV2(char const*, int32_t) const noexcept = 0;
    virtual TensorFormat getTensorFormatV2(char const*, int32_t) const noexcept = 0;
    virtual char const* getTensorFormatDescV2(char const*, int32_t) const noexcept = 0;
    virtual int32_t getTensorVectorizedDimV2(char const*, int32_t) const noexcept = 0;
};

class VExecutionContext : public VRoot {
public:
    virtual bool execute(int32_t, void* const*) noexcept = 0;
    virtual bool enqueue(int32_t, void* const*, Stream, Event*) noexcept = 0;
    virtual void setDebugSync(bool) noexcept = 0;
    virtual bool getDebugSync() const noexcept = 0;
    virtual void setProfiler(IProfiler*) noexcept = 0;
    virtual IProfiler* getProfiler() const noexcept = 0;
    virtual ICudaEngine const& getEngine() const noexcept = 0;
    virtual void setName(char const*) noexcept = 0;
    virtual char const* getName() const noexcept = 0;
    virtual void setDeviceMemory(void*) noexcept = 0;
    virtual Dims getStrides(int32_t) const noexcept = 0;
    virtual bool setOptimizationProfile(int32_t) noexcept = 0;
    virtual int32_t getOptimizationProfile() const noexcept = 0;
    virtual bool setBindingDimensions(int32_t, Dims) noexcept = 0;
    virtual Dims getBindingDimensions(int32_t) const noexcept = 0;
    virtual bool setInputShapeBinding(int32_t, int32_t const*) noexcept = 0;
    virtual bool getShapeBinding(int32_t, int32_t*) const noexcept = 0;
    virtual bool allInputDimensionsSpecified() const noexcept = 0;
    virtual bool allInputShapesSpecified() const noexcept = 0;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
    virtual bool executeV2(void* const*) noexcept = 0;
    virtual bool enqueueV2(void* const*, Stream, Event*) noexcept = 0;
    virtual bool setOptimizationProfileAsync(int32_t, Stream) noexcept = 0;
    virtual void setEnqueueEmitsProfile(bool) noexcept = 0;
    virtual bool getEnqueueEmitsProfile() const noexcept = 0;
    virtual bool reportToProfiler() const noexcept = 0;
    virtual bool setInputShape(char const*, Dims const&) noexcept = 0;
    virtual Dims getTensorShape(char const*) const noexcept = 0;
    virtual Dims getTensorStrides(char const*) const noexcept = 0;
    virtual bool setTensorAddress(char const*, void*) noexcept = 0;
    virtual void const* getTensorAddress(char const*) const noexcept = 0;
    virtual bool setInputTensorAddress(char const*, void const*) noexcept = 0;
    virtual int32_t inferShapes(int32_t, char const**) noexcept = 0;
    virtual bool setInputConsumedEvent(Event) noexcept = 0;
    virtual Event getInputConsumedEvent() const noexcept = 0;
    virtual void* getOutputTensorAddress(char const*) const noexcept = 0;
    virtual bool setOutputAllocator(char const*, IOutputAllocator*) noexcept = 0;
    virtual IOutputAllocator* getOutputAllocator(char const*) noexcept = 0;
    virtual int64_t getMaxOutputSize(char const*) const noexcept = 0;
    virtual bool setTemporaryStorageAllocator(IGpuAllocator*) noexcept = 0;
    virtual IGpuAllocator* getTemporaryStorageAllocator() const noexcept = 0;
    virtual bool enqueueV3(Stream) noexcept = 0;
    virtual void setPersistentCacheLimit(uint64_t) noexcept = 0;
    virtual uint64_t getPersistentCacheLimit() const noexcept = 0;
    virtual bool setNvtxVerbosity(ProfilingVerbosity) noexcept = 0;
    virtual ProfilingVerbosity getNvtxVerbosity() const noexcept = 0;
    // since 8.6.0
    virtual IExecutionContext* getPImpl() noexcept = 0;
    virtual void setAuxStreams(Stream*, int32_t) noexcept = 0;
};

class VEngineInspector : public VRoot {
public:
    virtual bool setExecutionContext(IExecutionContext const*) noexcept = 0;
    virtual IExecutionContext const* getExecutionContext() const noexcept = 0;
    virtual char const* getLayerInformation(int32_t, LayerInformationFormat) const noexcept = 0;
    virtual char const* getEngineInformation(LayerInformationFormat) const noexcept = 0;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
    // since 8.6.0
    virtual IEngineInspector* getPImpl() noexcept = 0;
};

class IProfiler : public Interface {
public:
    virtual void reportLayerTime(char const*, float) noexcept = 0;
    virtual ~IProfiler() = default;
};

class IOutputAllocator : public Interface {
public:
    virtual int32_t getInterfaceVersion() const noexcept = 0;
    virtual void* reallocateOutput(char const*, void*, uint64_t, uint64_t) noexcept = 0;
    virtual void notifyShape(char const*, Dims const&) noexcept = 0;
    // since 8.5.3
    virtual ~IOutputAllocator() = default;
};

class ILoggerFinder : public Interface {  // since 8.6.0
public:
    virtual ILogger* findLogger() = 0;
    virtual ~ILoggerFinder() = default;
};

class IHostMemory : public INoCopy {
public:
    VHostMemory* mImpl;
};

class IRuntime : public INoCopy {
public:
    VRuntime* mImpl;
};

class IRefitter : public INoCopy {
public:
    VRefitter* mImpl;
};

class IOptimizationProfile : public INoCopy {
public:
    VOptimizationProfile* mImpl;
};

class ICudaEngine : public INoCopy {
public:
    VCudaEngine* mImpl;
};

class IExecutionContext : public INoCopy {
public:
    VExecutionContext* mImpl;
};

class IEngineInspector : public INoCopy {
public:
    VEngineInspector* mImpl;
};

}  // namespace abi
