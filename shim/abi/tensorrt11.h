// What a caller of libnvinfer 11.x must know of its binary interface (11.0 to 11.4), and with TRT_RTX one of TensorRT for
// RTX (1.5 to 1.7), whose versions the comments then mean. Of what both have 1.5 has that of 11.0, and 1.7 that of 11.4.
// Written from the facts in tests/abi/facts; tests/abi compares every slot, offset and value with them.
// Slots are only ever appended within a major version: a comment says since when they are there, and
// nothing newer than the loaded library may be called.
#pragma once

#include "common.h"

namespace abi {

enum class DataType : int32_t {
    kFLOAT = 0, kHALF = 1, kINT8 = 2, kINT32 = 3, kBOOL = 4, kUINT8 = 5, kFP8 = 6, kBF16 = 7, kINT64 = 8, kINT4 = 9, kFP4 = 10,
    kE8M0 = 11
};
enum class APILanguage : int32_t { kCPP = 0, kPYTHON = 1 };
enum class ErrorCode : int32_t {
    kSUCCESS = 0, kUNSPECIFIED_ERROR = 1, kINTERNAL_ERROR = 2, kINVALID_ARGUMENT = 3, kINVALID_CONFIG = 4, kFAILED_ALLOCATION = 5,
    kFAILED_INITIALIZATION = 6, kFAILED_EXECUTION = 7, kFAILED_COMPUTATION = 8, kINVALID_STATE = 9, kUNSUPPORTED_STATE = 10
};
enum class TensorIOMode : int32_t { kNONE = 0, kINPUT = 1, kOUTPUT = 2 };
enum class TensorRTPhase : int32_t { kBUILD = 0, kRUNTIME = 1 };
enum class EngineCapability : int32_t { kSTANDARD = 0, kSAFETY = 1, kDLA_STANDALONE = 2 };
enum class TensorLocation : int32_t { kDEVICE = 0, kHOST = 1 };
enum class SeekPosition : int32_t { kSET = 0, kCUR = 1, kEND = 2 };
enum class WeightsRole : int32_t { kKERNEL = 0, kBIAS = 1, kSHIFT = 2, kSCALE = 3, kCONSTANT = 4, kANY = 5 };
enum class TempfileControlFlag : int32_t { kALLOW_IN_MEMORY_FILES = 0, kALLOW_TEMPORARY_FILES = 1 };
enum class TensorFormat : int32_t {
    kLINEAR = 0, kCHW2 = 1, kHWC8 = 2, kCHW4 = 3, kCHW16 = 4, kCHW32 = 5, kDHWC8 = 6, kCDHW32 = 7, kHWC = 8, kDLA_LINEAR = 9,
    kDLA_HWC4 = 10, kHWC16 = 11, kDHWC = 12
};
enum class AllocatorFlag : int32_t { kRESIZABLE = 0 };
enum class OptProfileSelector : int32_t { kMIN = 0, kOPT = 1, kMAX = 2 };
enum class TacticSource : int32_t { kEDGE_MASK_CONVOLUTIONS = 0, kJIT_CONVOLUTIONS = 1 };
enum class ProfilingVerbosity : int32_t { kLAYER_NAMES_ONLY = 0, kNONE = 1, kDETAILED = 2 };
enum class SerializationFlag : int32_t { kEXCLUDE_WEIGHTS = 0, kEXCLUDE_LEAN_RUNTIME = 1, kINCLUDE_REFIT = 2 };
enum class ExecutionContextAllocationStrategy : int32_t { kSTATIC = 0, kON_PROFILE_CHANGE = 1, kUSER_MANAGED = 2 };
enum class EngineStat : int32_t { kTOTAL_WEIGHTS_SIZE = 0, kSTRIPPED_WEIGHTS_SIZE = 1 };
enum class LayerInformationFormat : int32_t { kONELINE = 0, kJSON = 1 };
enum class HardwareCompatibilityLevel : int32_t { kNONE = 0, kAMPERE_PLUS = 1, kSAME_COMPUTE_CAPABILITY = 2 };
enum class DLAWorkspaceAllocationStrategy : int32_t { kDEFAULT = 0, kSHARED_STATIC = 1 };  // since 11.3
#ifdef TRT_RTX
enum class EngineValidity : int32_t { kVALID = 0, kSUBOPTIMAL = 1, kINVALID = 2 };
enum class CudaGraphStrategy : int32_t { kDISABLED = 0, kWHOLE_GRAPH_CAPTURE = 1 };
enum class DynamicShapesKernelSpecializationStrategy : int32_t { kLAZY = 0, kEAGER = 1, kNONE = 2 };
#endif

struct Dims {
    int32_t nbDims;
    int64_t d[8];
};
struct InterfaceInfo {
    char const* kind;
    int32_t major;
    int32_t minor;
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

class ICudaEngine; class IDebugListener; class IEngineInspector; class IErrorRecorder; class IExecutionContext;
class IGpuAllocator; class IHostMemory; class ILogger; class IOutputAllocator; class IPluginCreatorInterface;
class IPluginRegistry; class IPluginResource; class IProfiler; class IRefitter; class IRuntime; class IRuntimeConfig;
class ISerializationConfig; class IStreamReaderV2; class VCudaEngine; class VEngineInspector; class VExecutionContext;
class VHostMemory; class VOptimizationProfile; class VRefitter; class VRoot; class VRuntime; class VRuntimeConfig;
class VSerializationConfig;
#ifdef TRT_RTX
class IRuntimeCache; class IStreamWriter; class IWeightsManager; class VRuntimeCache; class VWeightsManager;
#endif

class IVersionedInterface : public Interface {
public:
    virtual APILanguage getAPILanguage() const noexcept = 0;
    virtual InterfaceInfo getInterfaceInfo() const noexcept = 0;
    virtual ~IVersionedInterface() = default;
};

class VRoot : public Interface {
public:
    virtual ~VRoot() = default;
};

class INoCopy : public Interface {
public:
    virtual ~INoCopy() = default;
};

class IErrorRecorder : public IVersionedInterface {
public:
    virtual int32_t getNbErrors() const noexcept = 0;
    virtual ErrorCode getErrorCode(int32_t) const noexcept = 0;
    virtual char const* getErrorDesc(int32_t) const noexcept = 0;
    virtual bool hasOverflowed() const noexcept = 0;
    virtual void clear() noexcept = 0;
    virtual bool reportError(ErrorCode, char const*) noexcept = 0;
    virtual int32_t incRefCount() noexcept = 0;
    virtual int32_t decRefCount() noexcept = 0;
};

class IPluginCreatorInterface : public IVersionedInterface {};

class IPluginCreator : public IPluginCreatorInterface {
public:
    virtual char const* getPluginName() const noexcept = 0;
    virtual char const* getPluginVersion() const noexcept = 0;
    virtual PluginFieldCollection const* getFieldNames() noexcept = 0;
    virtual void* createPlugin(char const*, PluginFieldCollection const*) noexcept = 0;
    virtual void* deserializePlugin(char const*, void const*, uint64_t) noexcept = 0;
    virtual void setPluginNamespace(char const*) noexcept = 0;
    virtual char const* getPluginNamespace() const noexcept = 0;
};

class IPluginCreatorV3One : public IPluginCreatorInterface {
public:
    virtual void* createPlugin(char const*, PluginFieldCollection const*, TensorRTPhase) noexcept = 0;
    virtual PluginFieldCollection const* getFieldNames() noexcept = 0;
    virtual char const* getPluginName() const noexcept = 0;
    virtual char const* getPluginVersion() const noexcept = 0;
    virtual char const* getPluginNamespace() const noexcept = 0;
};

class IPluginCreatorV3Quick : public IPluginCreatorInterface {
public:
    virtual void* createPlugin(char const*, char const*, PluginFieldCollection const*, TensorRTPhase, int32_t) noexcept = 0;
    virtual PluginFieldCollection const* getFieldNames() noexcept = 0;
    virtual char const* getPluginName() const noexcept = 0;
    virtual char const* getPluginVersion() const noexcept = 0;
    virtual char const* getPluginNamespace() const noexcept = 0;
};

class IPluginRegistry : public Interface {
public:
    virtual ~IPluginRegistry() = default;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
    virtual bool isParentSearchEnabled() const = 0;
    virtual void setParentSearchEnabled(bool) = 0;
    virtual void* loadLibrary(char const*) noexcept = 0;
    virtual void deregisterLibrary(void*) noexcept = 0;
    virtual bool registerCreator(IPluginCreatorInterface&, char const*) noexcept = 0;
    virtual IPluginCreatorInterface* const* getAllCreators(int32_t*) const noexcept = 0;
    virtual IPluginCreatorInterface* getCreator(char const*, char const*, char const*) noexcept = 0;
    virtual bool deregisterCreator(IPluginCreatorInterface const&) noexcept = 0;
    virtual IPluginResource* acquirePluginResource(char const*, IPluginResource*) noexcept = 0;
    virtual int32_t releasePluginResource(char const*) noexcept = 0;
    virtual IPluginCreatorInterface* const* getAllCreatorsRecursive(int32_t*) noexcept = 0;
};

class VHostMemory : public VRoot {
public:
    virtual void* data() const noexcept = 0;
    virtual uint64_t size() const noexcept = 0;
    virtual DataType type() const noexcept = 0;
};

class VRuntime : public VRoot {
public:
    virtual IRuntime* getPImpl() noexcept = 0;
    virtual ICudaEngine* deserializeCudaEngine(void const*, uint64_t) noexcept = 0;
    virtual void setDLACore(int32_t) noexcept = 0;
    virtual int32_t getDLACore() const noexcept = 0;
    virtual int32_t getNbDLACores() const noexcept = 0;
    virtual void setGpuAllocator(IGpuAllocator*) noexcept = 0;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
    virtual ILogger* getLogger() const noexcept = 0;
    virtual bool setMaxThreads(int32_t) noexcept = 0;
    virtual int32_t getMaxThreads() const noexcept = 0;
    virtual void setTemporaryDirectory(char const*) noexcept = 0;
    virtual char const* getTemporaryDirectory() const noexcept = 0;
    virtual void setTempfileControlFlags(uint32_t) noexcept = 0;
    virtual uint32_t getTempfileControlFlags() const noexcept = 0;
    virtual IPluginRegistry& getPluginRegistry() noexcept = 0;
    virtual void setPluginRegistryParent(IPluginRegistry*) noexcept = 0;
    virtual IRuntime* loadRuntime(char const*) noexcept = 0;
    virtual void setEngineHostCodeAllowed(bool) noexcept = 0;
    virtual bool getEngineHostCodeAllowed() const noexcept = 0;
    virtual ICudaEngine* deserializeCudaEngineV2(IStreamReaderV2&) noexcept = 0;
#ifdef TRT_RTX
    virtual int64_t getEngineHeaderSize() const noexcept = 0;
    virtual EngineValidity getEngineValidity(void const*, int64_t, uint64_t*) const noexcept = 0;
    // since 1.6
    virtual void setDeferredWeightsLoading(bool) noexcept = 0;
    virtual bool getDeferredWeightsLoading() const noexcept = 0;
#endif
    // since 11.3
    virtual bool setDLAWorkspaceAllocationStrategy(DLAWorkspaceAllocationStrategy strategy) noexcept = 0;
    virtual DLAWorkspaceAllocationStrategy getDLAWorkspaceAllocationStrategy() const noexcept = 0;
};

class VRefitter : public VRoot {
public:
    virtual IRefitter* getPImpl() noexcept = 0;
    virtual bool setWeights(char const*, WeightsRole, Weights) noexcept = 0;
    virtual bool refitCudaEngine() noexcept = 0;
    virtual int32_t getMissing(int32_t, char const**, WeightsRole*) noexcept = 0;
    virtual int32_t getAll(int32_t, char const**, WeightsRole*) noexcept = 0;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
    virtual bool setNamedWeights(char const*, Weights) noexcept = 0;
    virtual int32_t getMissingWeights(int32_t, char const**) noexcept = 0;
    virtual int32_t getAllWeights(int32_t, char const**) noexcept = 0;
    virtual ILogger* getLogger() const noexcept = 0;
    virtual bool setMaxThreads(int32_t) noexcept = 0;
    virtual int32_t getMaxThreads() const noexcept = 0;
    virtual bool setNamedWeightsWithLocation(char const*, Weights, TensorLocation) noexcept = 0;
    virtual Weights getNamedWeights(char const*) const noexcept = 0;
    virtual TensorLocation getWeightsLocation(char const*) const noexcept = 0;
    virtual bool unsetNamedWeights(char const*) noexcept = 0;
    virtual void setWeightsValidation(bool) noexcept = 0;
    virtual bool getWeightsValidation() const noexcept = 0;
    virtual bool refitCudaEngineAsync(Stream) noexcept = 0;
    virtual Weights getWeightsPrototype(char const*) const noexcept = 0;
    // since 11.4
    virtual bool releaseRefitResources() noexcept = 0;
};

class VOptimizationProfile : public VRoot {
public:
    virtual bool setDimensions(char const*, OptProfileSelector, Dims const&) noexcept = 0;
    virtual Dims getDimensions(char const*, OptProfileSelector) const noexcept = 0;
    virtual int32_t getNbShapeValues(char const*) const noexcept = 0;
    virtual bool setExtraMemoryTarget(float) noexcept = 0;
    virtual float getExtraMemoryTarget() const noexcept = 0;
    virtual bool isValid() const noexcept = 0;
    virtual bool setShapeValuesV2(char const*, OptProfileSelector, int64_t const*, int32_t) noexcept = 0;
    virtual int64_t const* getShapeValuesV2(char const*, OptProfileSelector) const noexcept = 0;
    // since 11.4
    virtual void setProfileStream(Stream) noexcept = 0;
    virtual Stream getProfileStream() const noexcept = 0;
};

class VCudaEngine : public VRoot {
public:
    virtual ICudaEngine* getPImpl() noexcept = 0;
    virtual int32_t getNbLayers() const noexcept = 0;
    virtual IHostMemory* serialize() const noexcept = 0;
    virtual IExecutionContext* createExecutionContext(ExecutionContextAllocationStrategy) noexcept = 0;
    virtual bool isRefittable() const noexcept = 0;
    virtual char const* getName() const noexcept = 0;
    virtual int32_t getNbOptimizationProfiles() const noexcept = 0;
    virtual EngineCapability getEngineCapability() const noexcept = 0;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
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
    virtual HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept = 0;
    virtual int32_t getNbAuxStreams() const noexcept = 0;
    virtual int32_t getTensorBytesPerComponentV2(char const*, int32_t) const noexcept = 0;
    virtual int32_t getTensorComponentsPerElementV2(char const*, int32_t) const noexcept = 0;
    virtual TensorFormat getTensorFormatV2(char const*, int32_t) const noexcept = 0;
    virtual char const* getTensorFormatDescV2(char const*, int32_t) const noexcept = 0;
    virtual int32_t getTensorVectorizedDimV2(char const*, int32_t) const noexcept = 0;
    virtual ISerializationConfig* createSerializationConfig() noexcept = 0;
    virtual IHostMemory* serializeWithConfig(ISerializationConfig&) const noexcept = 0;
    virtual IRefitter* createRefitter(ILogger&) noexcept = 0;
    virtual int64_t getStreamableWeightsSize() const noexcept = 0;
    virtual bool isDebugTensor(char const*) const noexcept = 0;
    virtual bool setWeightStreamingBudgetV2(int64_t) noexcept = 0;
    virtual int64_t getWeightStreamingBudgetV2() const noexcept = 0;
    virtual int64_t getWeightStreamingAutomaticBudget() const noexcept = 0;
    virtual int64_t getWeightStreamingScratchMemorySize() const noexcept = 0;
    virtual int64_t getDeviceMemorySizeV2() const noexcept = 0;
    virtual int64_t getDeviceMemorySizeForProfileV2(int32_t) const noexcept = 0;
    virtual int64_t const* getProfileTensorValuesV2(char const*, int32_t, OptProfileSelector) const noexcept = 0;
    virtual IExecutionContext* createExecutionContextWithRuntimeConfig(IRuntimeConfig*) noexcept = 0;
    virtual IRuntimeConfig* createRuntimeConfig() noexcept = 0;
    virtual int64_t getEngineStat(EngineStat) const noexcept = 0;
    virtual char const* getAliasedInputTensor(char const*) const noexcept = 0;
#ifdef TRT_RTX
    // since 1.6
    virtual bool areWeightsLoaded() const noexcept = 0;
    virtual bool loadWeights(void const*, int64_t) noexcept = 0;
    virtual bool loadWeightsAsync(IStreamReaderV2&, Stream) noexcept = 0;
    // since 1.7
    virtual bool unloadWeights() noexcept = 0;
    virtual IWeightsManager* createWeightsManager() noexcept = 0;
#endif
};

class VExecutionContext : public VRoot {
public:
    virtual IExecutionContext* getPImpl() noexcept = 0;
    virtual void setDebugSync(bool) noexcept = 0;
    virtual bool getDebugSync() const noexcept = 0;
    virtual void setProfiler(IProfiler*) noexcept = 0;
    virtual IProfiler* getProfiler() const noexcept = 0;
    virtual ICudaEngine const& getEngine() const noexcept = 0;
    virtual void setName(char const*) noexcept = 0;
    virtual char const* getName() const noexcept = 0;
    virtual void setDeviceMemory(void*) noexcept = 0;
    virtual int32_t getOptimizationProfile() const noexcept = 0;
    virtual bool allInputDimensionsSpecified() const noexcept = 0;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
    virtual bool executeV2(void* const*) noexcept = 0;
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
    virtual bool setOutputTensorAddress(char const*, void*) noexcept = 0;
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
    virtual void setAuxStreams(Stream*, int32_t) noexcept = 0;
    virtual bool setDebugListener(IDebugListener*) noexcept = 0;
    virtual IDebugListener* getDebugListener() noexcept = 0;
    virtual bool setTensorDebugState(char const*, bool) noexcept = 0;
    virtual bool getDebugState(char const*) const noexcept = 0;
    virtual bool setAllTensorsDebugState(bool) noexcept = 0;
    virtual uint64_t updateDeviceMemorySizeForShapes() noexcept = 0;
    virtual void setDeviceMemoryV2(void*, int64_t) noexcept = 0;
    virtual IRuntimeConfig* getRuntimeConfig() const noexcept = 0;
    virtual bool setUnfusedTensorsDebugState(bool) noexcept = 0;
    virtual bool getUnfusedTensorsDebugState() const noexcept = 0;
#ifdef TRT_RTX
    virtual bool isStreamCapturable(Stream) const noexcept = 0;
#endif
    virtual bool setCommunicator(void*) noexcept = 0;
};

class VEngineInspector : public VRoot {
public:
    virtual IEngineInspector* getPImpl() noexcept = 0;
    virtual bool setExecutionContext(IExecutionContext const*) noexcept = 0;
    virtual IExecutionContext const* getExecutionContext() const noexcept = 0;
    virtual char const* getLayerInformation(int32_t, LayerInformationFormat) const noexcept = 0;
    virtual char const* getEngineInformation(LayerInformationFormat) const noexcept = 0;
    virtual void setErrorRecorder(IErrorRecorder*) noexcept = 0;
    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
};

class VSerializationConfig : public VRoot {
public:
    virtual bool setFlags(uint32_t) noexcept = 0;
    virtual uint32_t getFlags() const noexcept = 0;
    virtual bool clearFlag(SerializationFlag) noexcept = 0;
    virtual bool setFlag(SerializationFlag) noexcept = 0;
    virtual bool getFlag(SerializationFlag) const noexcept = 0;
};

class VRuntimeConfig : public VRoot {
public:
    virtual IRuntimeConfig* getPImpl() noexcept = 0;
    virtual void setExecutionContextAllocationStrategy(ExecutionContextAllocationStrategy) noexcept = 0;
    virtual ExecutionContextAllocationStrategy getExecutionContextAllocationStrategy() const noexcept = 0;
#ifdef TRT_RTX
    virtual IRuntimeCache* createRuntimeCache() const noexcept = 0;
    virtual bool setRuntimeCache(IRuntimeCache const&) noexcept = 0;
    virtual IRuntimeCache* getRuntimeCache() const noexcept = 0;
    virtual void setDynamicShapesKernelSpecializationStrategy(DynamicShapesKernelSpecializationStrategy) noexcept = 0;
    virtual DynamicShapesKernelSpecializationStrategy getDynamicShapesKernelSpecializationStrategy() const noexcept = 0;
    virtual bool setCudaGraphStrategy(CudaGraphStrategy) noexcept = 0;
    virtual CudaGraphStrategy getCudaGraphStrategy() const noexcept = 0;
#endif
};

#ifdef TRT_RTX
class VRuntimeCache : public VRoot {
public:
    virtual IHostMemory* serialize() const noexcept = 0;
    virtual bool deserialize(void const*, uint64_t) noexcept = 0;
    virtual bool reset() noexcept = 0;
};

class VWeightsManager : public VRoot {  // since 1.7
public:
    virtual void unknown() noexcept = 0;  // never called: what it is was not seen
    virtual int64_t getSize() const noexcept = 0;
    virtual bool saveToBuffer(void*, int64_t, TensorLocation, Stream) noexcept = 0;
    virtual bool saveToStream(IStreamWriter&, Stream) noexcept = 0;
    virtual bool unload(Stream) noexcept = 0;
    virtual bool restoreFromBuffer(void const*, int64_t, TensorLocation, Stream) noexcept = 0;
    virtual bool restoreFromVmmAllocation(uint64_t, int64_t, int64_t, Stream) noexcept = 0;
};
#endif

class IStreamReader : public IVersionedInterface {
public:
    virtual int64_t read(void*, int64_t) = 0;
};

class IStreamWriter : public IVersionedInterface {
public:
    virtual int64_t write(void const*, int64_t) = 0;
};

class IStreamReaderV2 : public IVersionedInterface {
public:
    virtual int64_t read(void*, int64_t, Stream) noexcept = 0;
    virtual bool seek(int64_t, SeekPosition) noexcept = 0;
};

class IProfiler : public IVersionedInterface {
public:
    virtual void reportLayerTime(char const*, float) noexcept = 0;
};

class ILogger : public IVersionedInterface {
public:
    virtual void log(Severity, char const*) noexcept = 0;
};

class IGpuAllocator : public IVersionedInterface {
public:
    virtual void* allocate(uint64_t, uint64_t, uint32_t) noexcept = 0;
    virtual void* reallocate(void*, uint64_t, uint64_t) noexcept = 0;
    virtual bool deallocate(void*) noexcept = 0;
    virtual void* allocateAsync(uint64_t, uint64_t, uint32_t, Stream) noexcept = 0;
    virtual bool deallocateAsync(void*, Stream) noexcept = 0;
};

class IOutputAllocator : public IVersionedInterface {
public:
#ifndef TRT_RTX
    virtual void* reallocateOutput(char const*, void*, uint64_t, uint64_t) noexcept = 0;
#endif
    virtual void* reallocateOutputAsync(char const*, void*, uint64_t, uint64_t, Stream) = 0;
    virtual void notifyShape(char const*, Dims const&) noexcept = 0;
};

class IDebugListener : public IVersionedInterface {
public:
    virtual bool processDebugTensor(void const*, TensorLocation, DataType, Dims const&, char const*, Stream) = 0;
};

class ILoggerFinder : public IVersionedInterface {
public:
    virtual ILogger* findLogger() = 0;
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

class ISerializationConfig : public INoCopy {
public:
    VSerializationConfig* mImpl;
};

class IRuntimeConfig : public INoCopy {
public:
    VRuntimeConfig* mImpl;
};

#ifdef TRT_RTX
class IRuntimeCache : public INoCopy {
public:
    VRuntimeCache* mImpl;
};

class IWeightsManager : public INoCopy {  // since 1.7
public:
    VWeightsManager* mImpl;
};
#endif

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

class IGpuAsyncAllocator : public IGpuAllocator {};

}  // namespace abi
