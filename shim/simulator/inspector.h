// IEngineInspector.
#pragma once

#include "engine.h"

#include <string>

namespace sim {

class Inspector final : public abi::IEngineInspector, public abi::VEngineInspector {
public:
    explicit Inspector(Engine const& engine) : model_(engine.model()), reporter_(engine.reporter()) { mImpl = this; }
    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

    abi::IEngineInspector* getPImpl() noexcept override { return this; }
    bool setExecutionContext(abi::IExecutionContext const* context) noexcept override;
    abi::IExecutionContext const* getExecutionContext() const noexcept override { return context_; }
    // The texts live as long as the inspector.
    char const* getLayerInformation(int32_t layer, abi::LayerInformationFormat format) const noexcept override;
    char const* getEngineInformation(abi::LayerInformationFormat format) const noexcept override;
    void setErrorRecorder(abi::IErrorRecorder* recorder) noexcept override { reporter_.set_recorder(recorder); }
    abi::IErrorRecorder* getErrorRecorder() const noexcept override { return reporter_.recorder(); }

private:
    Plan const& plan() const { return model_->plan(); }
    std::string layer_text(Layer const& layer, std::string const& suffix, bool json) const;
    std::string tensors_text(std::vector<std::string> const& names, bool json) const;
    char const* keep(std::string text) const;

    std::shared_ptr<Model const> model_;
    Reporter reporter_;
    abi::IExecutionContext const* context_ = nullptr;
    mutable std::vector<std::unique_ptr<std::string>> texts_;
};

}  // namespace sim
