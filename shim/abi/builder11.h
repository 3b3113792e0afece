// What a caller of the builder of libnvinfer 11.x (11.0 to 11.4), and of its ONNX parser, must know of their
// binary interface. Written from the facts in tests/abi/facts; tests/abi compares every slot with them. As in
// tensorrt11.h, nothing newer than the loaded library may be called. Enumerators are left out, as their numbers only
// pass through the shim; so is noexcept, of which the facts do not tell.
#pragma once

#include "tensorrt11.h"

namespace abi {

enum class ActivationType : int32_t; enum class AttentionNormalizationOp : int32_t; enum class BuilderFlag : int32_t;
enum class CausalMaskKind : int32_t; enum class CollectiveOperation : int32_t;
enum class CumulativeOperation : int32_t; enum class DeviceType : int32_t; enum class ElementWiseOperation : int32_t;
enum class FillOperation : int32_t; enum class GatherMode : int32_t; enum class KVCacheMode : int32_t;
enum class LayerType : int32_t; enum class MatrixOperation : int32_t; enum class MemoryPoolType : int32_t;
enum class NetworkDefinitionCreationFlag : int32_t; enum class OnnxParserFlag : int32_t;
enum class ParserErrorCode : int32_t; enum class PoolingType : int32_t; enum class PreviewFeature : int32_t;
enum class ReduceOperation : int32_t; enum class RuntimePlatform : int32_t; enum class ScaleMode : int32_t;
enum class ScatterMode : int32_t; enum class TilingOptimizationLevel : int32_t; enum class TopKOperation : int32_t;
enum class UnaryOperation : int32_t;

class IActivationLayer; class IAssertionLayer; class IAttention; class IBuilder; class IBuilderConfig;
class ICastLayer; class IConcatenationLayer; class IConstantLayer; class IConvolutionLayer; class ICumulativeLayer;
class IDeconvolutionLayer; class IDequantizeLayer; class IDistCollectiveLayer; class IDynamicQuantizeLayer;
class IEinsumLayer; class IElementWiseLayer; class IFillLayer; class IGatherLayer; class IGridSampleLayer;
class IIdentityLayer; class IIfConditional; class IKVCacheUpdateLayer; class ILRNLayer; class ILayer; class ILoop;
class IMatrixMultiplyLayer; class IMoELayer; class INMSLayer; class INetworkDefinition; class INonZeroLayer;
class INormalizationLayer; class IOneHotLayer; class IPaddingLayer; class IParametricReLULayer; class IPluginV2;
class IPluginV2Layer; class IPluginV3; class IPluginV3Layer; class IPoolingLayer; class IQuantizeLayer;
class IRaggedSoftMaxLayer; class IReduceLayer; class IRefitterObserver; class IResizeLayer;
class IReverseSequenceLayer; class IRotaryEmbeddingLayer; class IScaleLayer; class IScatterLayer; class ISelectLayer;
class IShapeLayer; class IShuffleLayer; class ISliceLayer; class ISoftMaxLayer; class ISqueezeLayer; class ITensor;
class ITimingCache; class ITopKLayer; class IUnaryLayer; class IUnsqueezeLayer; class TimingCacheKey;
class TimingCacheValue;

class VTensor : public VRoot {
public:
    virtual void setName(char const*) = 0;
    virtual char const* getName() const = 0;
    virtual void setDimensions(Dims const&) = 0;
    virtual Dims getDimensions() const = 0;
    virtual DataType getType() const = 0;
    virtual bool isNetworkInput() const = 0;
    virtual bool isNetworkOutput() const = 0;
    virtual void setBroadcastAcrossBatch(bool) = 0;
    virtual bool getBroadcastAcrossBatch() const = 0;
    virtual TensorLocation getLocation() const = 0;
    virtual void setLocation(TensorLocation) = 0;
    virtual void setAllowedFormats(uint32_t) = 0;
    virtual uint32_t getAllowedFormats() const = 0;
    virtual bool isShapeTensor() const = 0;
    virtual bool isExecutionTensor() const = 0;
    virtual void setDimensionName(int32_t, char const*) = 0;
    virtual char const* getDimensionName(int32_t) const = 0;
};

class VLayer : public VRoot {
public:
    virtual LayerType getType() const = 0;
    virtual void setName(char const*) = 0;
    virtual char const* getName() const = 0;
    virtual int32_t getNbInputs() const = 0;
    virtual ITensor* getInput(int32_t) const = 0;
    virtual int32_t getNbOutputs() const = 0;
    virtual ITensor* getOutput(int32_t) const = 0;
    virtual void setInput(int32_t, ITensor&) = 0;
    virtual DataType getOutputType(int32_t) const = 0;
    virtual void setMetadata(char const*) = 0;
    virtual char const* getMetadata() const = 0;
    virtual bool setNbRanks(int32_t) = 0;
    virtual int32_t getNbRanks() const = 0;
};

class VNetworkDefinition : public VRoot {
public:
    virtual ITensor* addInput(char const*, DataType, Dims const&) = 0;
    virtual void markOutput(ITensor&) = 0;
    virtual IActivationLayer* addActivation(ITensor&, ActivationType) = 0;
    virtual ILRNLayer* addLRN(ITensor&, int64_t, float, float, float) = 0;
    virtual IScaleLayer* addScale(ITensor&, ScaleMode, Weights, Weights, Weights) = 0;
    virtual ISoftMaxLayer* addSoftMax(ITensor&) = 0;
    virtual IConcatenationLayer* addConcatenation(ITensor* const*, int32_t) = 0;
    virtual IElementWiseLayer* addElementWise(ITensor&, ITensor&, ElementWiseOperation) = 0;
    virtual IUnaryLayer* addUnary(ITensor&, UnaryOperation) = 0;
    virtual IShuffleLayer* addShuffle(ITensor&) = 0;
    virtual int32_t getNbLayers() const = 0;
    virtual ILayer* getLayer(int32_t) const = 0;
    virtual int32_t getNbInputs() const = 0;
    virtual ITensor* getInput(int32_t) const = 0;
    virtual int32_t getNbOutputs() const = 0;
    virtual ITensor* getOutput(int32_t) const = 0;
    virtual IReduceLayer* addReduce(ITensor&, ReduceOperation, uint32_t, bool) = 0;
    virtual ITopKLayer* addTopK(ITensor&, TopKOperation, int32_t, uint32_t) = 0;
    virtual IGatherLayer* addGather(ITensor&, ITensor&, int32_t) = 0;
    virtual IRaggedSoftMaxLayer* addRaggedSoftMax(ITensor&, ITensor&) = 0;
    virtual IMatrixMultiplyLayer* addMatrixMultiply(ITensor&, MatrixOperation, ITensor&, MatrixOperation) = 0;
    virtual IConstantLayer* addConstant(Dims const&, Weights) = 0;
    virtual IIdentityLayer* addIdentity(ITensor&) = 0;
    virtual void removeTensor(ITensor&) = 0;
    virtual void unmarkOutput(ITensor&) = 0;
    virtual IPluginV2Layer* addPluginV2(ITensor* const*, int32_t, IPluginV2&) = 0;
    virtual IPluginV3Layer* addPluginV3(ITensor* const*, int32_t, ITensor* const*, int32_t, IPluginV3&) = 0;
    virtual ISliceLayer* addSlice(ITensor&, Dims const&, Dims const&, Dims const&) = 0;
    virtual void setName(char const*) = 0;
    virtual char const* getName() const = 0;
    virtual IShapeLayer* addShape(ITensor&) = 0;
    virtual bool hasImplicitBatchDimension() const = 0;
    virtual bool markOutputForShapes(ITensor&) = 0;
    virtual bool unmarkOutputForShapes(ITensor&) = 0;
    virtual IParametricReLULayer* addParametricReLU(ITensor&, ITensor&) = 0;
    virtual IConvolutionLayer* addConvolutionNd(ITensor&, int64_t, Dims const&, Weights, Weights) = 0;
    virtual IPoolingLayer* addPoolingNd(ITensor&, PoolingType, Dims const&) = 0;
    virtual IDeconvolutionLayer* addDeconvolutionNd(ITensor&, int64_t, Dims const&, Weights, Weights) = 0;
    virtual IScaleLayer* addScaleNd(ITensor&, ScaleMode, Weights, Weights, Weights, int32_t) = 0;
    virtual IResizeLayer* addResize(ITensor&) = 0;
    virtual ILoop* addLoop() = 0;
    virtual ISelectLayer* addSelect(ITensor&, ITensor&, ITensor&) = 0;
    virtual IPaddingLayer* addPaddingNd(ITensor&, Dims const&, Dims const&) = 0;
    virtual bool setWeightsName(Weights, char const*) = 0;
    virtual void setErrorRecorder(IErrorRecorder*) = 0;
    virtual IErrorRecorder* getErrorRecorder() const = 0;
    virtual IGatherLayer* addGatherV2(ITensor&, ITensor&, GatherMode) = 0;
    virtual IIfConditional* addIfConditional() = 0;
    virtual IScatterLayer* addScatter(ITensor&, ITensor&, ITensor&, ScatterMode) = 0;
    virtual IEinsumLayer* addEinsum(ITensor* const*, int32_t, char const*) = 0;
    virtual IAssertionLayer* addAssertion(ITensor&, char const*) = 0;
    virtual IOneHotLayer* addOneHot(ITensor&, ITensor&, ITensor&, int32_t) = 0;
    virtual INonZeroLayer* addNonZero(ITensor&) = 0;
    virtual IGridSampleLayer* addGridSample(ITensor&, ITensor&) = 0;
    virtual INMSLayer* addNMS(ITensor&, ITensor&, ITensor&) = 0;
    virtual IReverseSequenceLayer* addReverseSequence(ITensor&, ITensor&) = 0;
    virtual INormalizationLayer* addNormalization(ITensor&, ITensor&, ITensor&, uint32_t) = 0;
    virtual ICastLayer* addCast(ITensor&, DataType) = 0;
    virtual IBuilder& getBuilder() const = 0;
    virtual uint32_t getFlags() const = 0;
    virtual bool getFlag(NetworkDefinitionCreationFlag) const = 0;
    virtual IQuantizeLayer* addQuantizeV2(ITensor&, ITensor&, DataType) = 0;
    virtual IDequantizeLayer* addDequantizeV2(ITensor&, ITensor&, DataType) = 0;
    virtual IFillLayer* addFillV2(Dims const&, FillOperation, DataType) = 0;
    virtual bool markDebug(ITensor&) = 0;
    virtual bool unmarkDebug(ITensor&) = 0;
    virtual bool isDebugTensor(ITensor const&) const = 0;
    virtual bool markWeightsRefittable(char const*) = 0;
    virtual bool unmarkWeightsRefittable(char const*) = 0;
    virtual bool areWeightsMarkedRefittable(char const*) const = 0;
    virtual ISqueezeLayer* addSqueeze(ITensor&, ITensor&) = 0;
    virtual IUnsqueezeLayer* addUnsqueeze(ITensor&, ITensor&) = 0;
    virtual IDynamicQuantizeLayer* addDynamicQuantize(ITensor&, int32_t, int32_t, DataType, DataType) = 0;
    virtual ICumulativeLayer* addCumulative(ITensor&, ITensor&, CumulativeOperation, bool, bool) = 0;
    virtual bool markUnfusedTensorsAsDebugTensors() = 0;
    virtual bool unmarkUnfusedTensorsAsDebugTensors() = 0;
    virtual ITopKLayer* addTopKV2(ITensor&, TopKOperation, int32_t, uint32_t, DataType) = 0;
    virtual INonZeroLayer* addNonZeroV2(ITensor&, DataType) = 0;
    virtual INMSLayer* addNMSV2(ITensor&, ITensor&, ITensor&, DataType) = 0;
    virtual IAttention* addAttention(ITensor&, ITensor&, ITensor&, AttentionNormalizationOp, bool) = 0;
    virtual IRotaryEmbeddingLayer* addRotaryEmbedding(ITensor&, ITensor&, ITensor&, bool, int32_t) = 0;
    virtual IDynamicQuantizeLayer* addDynamicQuantizeV2(ITensor&, Dims const&, DataType, DataType) = 0;
    virtual IKVCacheUpdateLayer* addKVCacheUpdate(ITensor&, ITensor&, ITensor&, KVCacheMode) = 0;
    virtual INormalizationLayer* addNormalizationV2(ITensor&, ITensor&, ITensor&, uint32_t) = 0;
    virtual IMoELayer* addMoE(ITensor&, ITensor&, ITensor&) = 0;
    virtual IDistCollectiveLayer* addDistCollective(ITensor&, CollectiveOperation, ReduceOperation, int64_t, int64_t*, int64_t) = 0;
    virtual IAttention* addAttentionV2(ITensor&, ITensor&, ITensor&, AttentionNormalizationOp, CausalMaskKind) = 0;
    // since 11.4
    virtual ISqueezeLayer* addSqueezeV2(ITensor&, ITensor*) = 0;
};

class VTimingCache : public VRoot {
public:
    virtual IHostMemory* serialize() const = 0;
    virtual bool combine(ITimingCache const&, bool) = 0;
    virtual bool reset() = 0;
    virtual int64_t queryKeys(TimingCacheKey*, int64_t) const = 0;
    virtual TimingCacheValue query(TimingCacheKey const&) const = 0;
    virtual bool update(TimingCacheKey const&, TimingCacheValue const&) = 0;
};

class IProgressMonitor : public IVersionedInterface {
public:
    virtual void phaseStart(char const*, char const*, int32_t) = 0;
    virtual bool stepComplete(char const*, int32_t) = 0;
    virtual void phaseFinish(char const*) = 0;
};

class VBuilderConfig : public VRoot {
public:
    virtual void setAvgTimingIterations(int32_t) = 0;
    virtual int32_t getAvgTimingIterations() const = 0;
    virtual void setEngineCapability(EngineCapability) = 0;
    virtual EngineCapability getEngineCapability() const = 0;
    virtual void setFlags(uint32_t) = 0;
    virtual uint32_t getFlags() const = 0;
    virtual void clearFlag(BuilderFlag) = 0;
    virtual void setFlag(BuilderFlag) = 0;
    virtual bool getFlag(BuilderFlag) const = 0;
    virtual void setDeviceType(ILayer const*, DeviceType) = 0;
    virtual DeviceType getDeviceType(ILayer const*) const = 0;
    virtual bool isDeviceTypeSet(ILayer const*) const = 0;
    virtual void resetDeviceType(ILayer const*) = 0;
    virtual bool canRunOnDLA(ILayer const*) const = 0;
    virtual void setDLACore(int32_t) = 0;
    virtual int32_t getDLACore() const = 0;
    virtual void setDefaultDeviceType(DeviceType) = 0;
    virtual DeviceType getDefaultDeviceType() const = 0;
    virtual void reset() = 0;
    virtual void setProfileStream(CUstream_st const*) = 0;
    virtual Stream getProfileStream() const = 0;
    virtual int32_t addOptimizationProfile(IOptimizationProfile const*) = 0;
    virtual int32_t getNbOptimizationProfiles() const = 0;
    virtual void setProfilingVerbosity(ProfilingVerbosity) = 0;
    virtual ProfilingVerbosity getProfilingVerbosity() const = 0;
    virtual bool setTacticSources(uint32_t) = 0;
    virtual uint32_t getTacticSources() const = 0;
    virtual ITimingCache* createTimingCache(void const*, size_t) const = 0;
    virtual bool setTimingCache(ITimingCache const&, bool) = 0;
    virtual ITimingCache const* getTimingCache() const = 0;
    virtual void setMemoryPoolLimit(MemoryPoolType, size_t) = 0;
    virtual size_t getMemoryPoolLimit(MemoryPoolType) const = 0;
    virtual void setPreviewFeature(PreviewFeature, bool) = 0;
    virtual bool getPreviewFeature(PreviewFeature) const = 0;
    virtual void setBuilderOptimizationLevel(int32_t) = 0;
    virtual int32_t getBuilderOptimizationLevel() const = 0;
    virtual void setHardwareCompatibilityLevel(HardwareCompatibilityLevel) = 0;
    virtual HardwareCompatibilityLevel getHardwareCompatibilityLevel() const = 0;
    virtual void setPluginsToSerialize(char const* const*, int32_t) = 0;
    virtual char const* getPluginToSerialize(int32_t) const = 0;
    virtual int32_t getNbPluginsToSerialize() const = 0;
    virtual bool setMaxAuxStreams(int32_t) = 0;
    virtual int32_t getMaxAuxStreams() const = 0;
    virtual void setProgressMonitor(IProgressMonitor*) = 0;
    virtual IProgressMonitor* getProgressMonitor() const = 0;
    virtual void setRuntimePlatform(RuntimePlatform) = 0;
    virtual RuntimePlatform getRuntimePlatform() const = 0;
    virtual void setMaxNbTactics(int32_t) = 0;
    virtual int32_t getMaxNbTactics() const = 0;
    virtual bool setTilingOptimizationLevel(TilingOptimizationLevel) = 0;
    virtual TilingOptimizationLevel getTilingOptimizationLevel() const = 0;
    virtual bool setL2LimitForTiling(int64_t) = 0;
    virtual int64_t getL2LimitForTiling() const = 0;
    virtual bool setRemoteAutoTuningConfig(char const*) = 0;
    virtual char const* getRemoteAutoTuningConfig() const = 0;
    // since 11.1
    virtual bool setBuildRoute(char const*) = 0;
    virtual char const* getBuildRoute() const = 0;
    virtual char const* getAllBuildRoutes() const = 0;
};

class VBuilder : public VRoot {
public:
    virtual int32_t getMaxDLABatchSize() const = 0;
    virtual int32_t getNbDLACores() const = 0;
    virtual void setGpuAllocator(IGpuAllocator*) = 0;
    virtual IBuilderConfig* createBuilderConfig() = 0;
    virtual INetworkDefinition* createNetworkV2(uint32_t) = 0;
    virtual IOptimizationProfile* createOptimizationProfile() = 0;
    virtual void setErrorRecorder(IErrorRecorder*) = 0;
    virtual IErrorRecorder* getErrorRecorder() const = 0;
    virtual void reset() = 0;
    virtual IHostMemory* buildSerializedNetwork(INetworkDefinition&, IBuilderConfig&) = 0;
    virtual bool isNetworkSupported(INetworkDefinition const&, IBuilderConfig const&) const = 0;
    virtual ILogger* getLogger() const = 0;
    virtual bool setMaxThreads(int32_t) = 0;
    virtual int32_t getMaxThreads() const = 0;
    virtual IPluginRegistry& getPluginRegistry() = 0;
    virtual ICudaEngine* buildEngineWithConfig(INetworkDefinition&, IBuilderConfig&) = 0;
    virtual bool buildSerializedNetworkToStream(INetworkDefinition&, IBuilderConfig&, IStreamWriter&) = 0;
    virtual IHostMemory* buildSerializedNetworkWithKernelText(INetworkDefinition&, IBuilderConfig&, IHostMemory*&) = 0;
};

class IParserError : public Interface {
public:
    virtual ParserErrorCode code() const = 0;
    virtual char const* desc() const = 0;
    virtual char const* file() const = 0;
    virtual int line() const = 0;
    virtual char const* func() const = 0;
    virtual int node() const = 0;
    virtual char const* nodeName() const = 0;
    virtual char const* nodeOperator() const = 0;
    virtual char const* const* localFunctionStack() const = 0;
    virtual int32_t localFunctionStackSize() const = 0;
    virtual ~IParserError() = default;
};

class IParser : public Interface {
public:
    virtual bool parse(void const*, size_t, char const*) = 0;
    virtual bool parseFromFile(char const*, int) = 0;
    virtual bool supportsOperator(char const*) const = 0;
    virtual int getNbErrors() const = 0;
    virtual IParserError const* getError(int) const = 0;
    virtual void clearErrors() = 0;
    virtual ~IParser() = default;
    virtual char const* const* getUsedVCPluginLibraries(int64_t&) const = 0;
    virtual void setFlags(uint32_t) = 0;
    virtual uint32_t getFlags() const = 0;
    virtual void clearFlag(OnnxParserFlag) = 0;
    virtual void setFlag(OnnxParserFlag) = 0;
    virtual bool getFlag(OnnxParserFlag) const = 0;
    virtual ITensor const* getLayerOutputTensor(char const*, int64_t) = 0;
    virtual bool supportsModelV2(void const*, size_t, char const*) = 0;
    virtual int64_t getNbSubgraphs() = 0;
    virtual bool isSubgraphSupported(int64_t) = 0;
    virtual int64_t* getSubgraphNodes(int64_t, int64_t&) = 0;
    virtual bool loadModelProto(void const*, size_t, char const*) = 0;
    virtual bool loadInitializer(char const*, void const*, size_t) = 0;
    virtual bool parseModelProto() = 0;
    virtual bool setBuilderConfig(IBuilderConfig const*) = 0;
    // since 11.4
    virtual void setRefitObserver(IRefitterObserver*) = 0;
};

class ITensor : public INoCopy {
public:
    VTensor* mImpl;
};

class ILayer : public INoCopy {
public:
    VLayer* mImpl;
};

class INetworkDefinition : public INoCopy {
public:
    VNetworkDefinition* mImpl;
};

class ITimingCache : public INoCopy {
public:
    VTimingCache* mImpl;
};

class IBuilderConfig : public INoCopy {
public:
    VBuilderConfig* mImpl;
};

class IBuilder : public INoCopy {
public:
    VBuilder* mImpl;
};

}  // namespace abi
